import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Agent, request as openRequest } from 'node:https';
import { failureOf } from './failure.js';
import { stageOf } from './guarded-agent.js';
import { OutboundError } from './outbound-error.js';
import { headersOf } from './request-headers.js';
import { readBody } from './response-body.js';
import type { Target } from './target.js';

/** Largest head of an answer, in bytes; Node's own default, which the command line may raise. */
const MAX_HEAD_BYTES = 16_384;

/** What a {@link GuardedClient} is to send. */
export interface GuardedRequest {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST';
  /** Those that are the client's own (`Host`, `Content-Length`, `Connection`, `User-Agent`, `Cookie` and the like) are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as UTF-8. */
  readonly body?: string;
  /** Answers as soon as the status is there; the body is read in the background and dropped. Default false. */
  readonly discardBody?: boolean;
}

/** What was answered, whatever the status: a redirect is an answer like any other. */
export interface GuardedResponse {
  /** The HTTP status. */
  readonly status: number;
  /** By lower-case names. */
  readonly headers: IncomingHttpHeaders;
  /** As it was sent, never decompressed; empty with `discardBody`. */
  readonly body: Buffer;
}

/** What an exchange goes by. */
export interface ExchangeTerms {
  readonly agent: Agent;
  readonly maxBytes: number;
  /** Ends the exchange; its reason is what the caller hears. */
  readonly signal: AbortSignal;
  /** Called once the connection is free again or gone, which may be long after the answer. */
  readonly ended: () => void;
}

/** One request and its answer. */
export async function exchange(
  target: Target,
  request: GuardedRequest,
  terms: ExchangeTerms,
): Promise<GuardedResponse> {
  const { maxBytes, signal } = terms;
  const keep = request.discardBody !== true;
  const sent = send(target, request, terms);
  try {
    const response = await responseTo(sent, signal);
    const reading = readBody(response, { host: target.host, maxBytes, keep });
    // Nobody waits for a body that is dropped, and whatever was wrong with it has ended its connection.
    if (!keep) reading.catch(() => undefined);
    const body = keep ? await reading : Buffer.alloc(0);
    return { status: Number(response.statusCode), headers: response.headers, body };
  } catch (error) {
    throw signal.aborted ? signal.reason : failureOf(error, target.host, stageOf(sent.socket));
  }
}

function send(target: Target, request: GuardedRequest, { agent, ended }: ExchangeTerms): ClientRequest {
  try {
    return open(target, request, agent).once('close', ended);
  } catch (cause) {
    ended();
    const message = `${target.host}: the request cannot be sent`;
    throw new OutboundError('ERR_CIBA_OUTBOUND_BROKEN', message, { cause });
  }
}

function open(
  target: Target,
  { method = 'GET', headers, body }: GuardedRequest,
  agent: Agent,
): ClientRequest {
  const { host, port, path } = target;
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const options = { host, port, path, method, headers: headersOf(target, headers) };
  return openRequest({ ...options, agent, maxHeaderSize: MAX_HEAD_BYTES }).end(bytes);
}

function responseTo(sent: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const cut = (): void => {
      sent.destroy();
      // A request that still waits for a connection would tell of its end only when it got one.
      reject(signal.reason);
    };
    signal.addEventListener('abort', cut, { once: true });
    sent.once('response', resolve);
    // Both stay, for what comes later: the body tells of it as well.
    sent.on('error', reject);
    sent.on('close', () => reject(new Error('closed without an answer')));
  });
}
