import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { afterEach } from '@jest/globals';
import { type Authority, type Certified, certificateAuthority } from './certificates.ts';
import { type OutboundServer, rawServer } from './outbound-server.ts';
import { until } from './server-until.ts';

/** One call of a client's notification endpoint. */
export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resets the connection. */
  reset(): void;
}

/** What a receiver does about a call that has come in whole. */
export type Reaction = (req: IncomingMessage, res: ServerResponse, call: ReceivedCall) => void;

/** The notification endpoint of a client: it writes every call down. */
export interface Receiver {
  readonly endpoint: string;
  /** In order of arrival. */
  readonly calls: readonly ReceivedCall[];
  /** How often somebody connected, whatever came of it. */
  readonly connections: () => number;
  /** From now on: the first call gets the first of these, and all further ones the last. */
  react(...reactions: readonly [Reaction, ...Reaction[]]): void;
  /** Waits until so many calls have come in. */
  called(times: number): Promise<void>;
}

let known: Promise<Authority> | undefined;

/** The authority that the specs' hosts trust for receivers. */
export function receiverAuthority(): Promise<Authority> {
  known ??= certificateAuthority('Receivers');
  return known;
}

/** Says 204, as CIBA Core 1.0 §10.2 asks of clients. */
export const noContent: Reaction = (_req, res) => void res.writeHead(204).end();

/** Opens receivers, each with a certificate for its address unless told otherwise; they end with the test. */
export function useReceivers(): (certified?: Certified) => Promise<Receiver> {
  const servers: OutboundServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return async (certified) => {
    const { receiver, server } = await openReceiver(certified ?? (await ownCertificate()));
    servers.push(server);
    return receiver;
  };
}

async function ownCertificate(): Promise<Certified> {
  return (await receiverAuthority()).issue({ ip: ['127.0.0.1'] });
}

async function openReceiver(certified: Certified): Promise<{ receiver: Receiver; server: OutboundServer }> {
  const calls: ReceivedCall[] = [];
  let script: readonly Reaction[] = [noContent];
  const server = await tlsServer(certified, (call, req, res) => {
    const [reaction = noContent] = script;
    if (script.length > 1) script = script.slice(1);
    calls.push(call);
    reaction(req, res, call);
  });
  const receiver: Receiver = {
    endpoint: `https://127.0.0.1:${server.port}/cb`,
    calls,
    connections: () => server.sockets.length,
    react: (...reactions) => {
      script = reactions;
    },
    called: (times) => until(() => calls.length >= times, `${times} calls`),
  };
  return { receiver, server };
}

/** TLS by hand, since a connection can be reset only below it. */
function tlsServer(
  certified: Certified,
  serve: (call: ReceivedCall, req: IncomingMessage, res: ServerResponse) => void,
): Promise<OutboundServer> {
  const secureContext = createSecureContext(certified);
  const raw = new WeakMap<Socket, Socket>();
  const http = createServer(async (req, res) => {
    const body = await bodyOf(req);
    const { method = '', url: path = '', headers } = req;
    const reset = (): void => void raw.get(req.socket)?.resetAndDestroy();
    serve({ method, path, headers, body, reset }, req, res);
  });
  return rawServer((socket) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    raw.set(secured, socket);
    secured.on('error', () => undefined);
    secured.once('secure', () => http.emit('connection', secured));
  });
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  await once(req, 'end');
  return Buffer.concat(parts).toString();
}
