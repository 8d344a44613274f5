import { Agent, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { guardedLookup } from './guarded-lookup.js';
import { OutboundError } from './outbound-error.js';

/** How long a connection is kept for the next request, in milliseconds: servers seldom close it within 5 s. */
const IDLE_MS = 4000;

/** What a connection leads to. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What a {@link GuardedAgent} goes by. */
export interface AgentTerms {
  readonly lookup: LookupFunction;
  /** Says why an address may not be connected, or nothing. */
  readonly judge: (address: string, endpoint: Endpoint) => OutboundError | undefined;
  readonly secureContext: SecureContext;
  /** For name, connection and TLS together, in seconds. */
  readonly connectTimeout: number;
  readonly maxConnectionsPerHost: number;
}

/** How far a connection has come. */
export type Stage = 'connecting' | 'securing' | 'open';

const stages = new WeakMap<object, Stage>();

/** How far the connection of a request has come; `connecting` if it has none. */
export function stageOf(socket: object | null): Stage {
  return (socket && stages.get(socket)) || 'connecting';
}

/**
 * Keeps connections, each of which was judged: by the addresses of its name before it was made, and by the address it
 * has reached before a byte was written. It asks no proxy of the environment and resumes no TLS session: every
 * connection verifies a certificate.
 */
export class GuardedAgent extends Agent {
  readonly #terms: AgentTerms;

  constructor(terms: AgentTerms) {
    const most = terms.maxConnectionsPerHost;
    super({
      keepAlive: true,
      maxSockets: most,
      maxFreeSockets: most,
      timeout: IDLE_MS,
    });
    this.#terms = terms;
  }

  override createConnection({ host, port }: RequestOptions): TLSSocket {
    const { lookup, judge, secureContext, connectTimeout } = this.#terms;
    const endpoint = { host: String(host), port: Number(port) };
    const socket = connect({
      ...endpoint,
      lookup: guardedLookup(lookup, (address) => judge(address, endpoint)),
      secureContext,
      servername: serverNameOf(endpoint.host),
      // The environment may change the default (NODE_TLS_REJECT_UNAUTHORIZED).
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    });
    // Requests that were given up while they waited may leave nobody else to hear of an error, which would end the process.
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    judgeConnected(socket, (address) => judge(address, endpoint));
    watch(socket, endpoint.host, connectTimeout);
    return socket;
  }
}

/** An address is no server name (RFC 6066 §3), nor is the dot at the end of a name part of it. */
function serverNameOf(host: string): string {
  return isIP(host) === 0 ? host.replace(/\.$/, '') : '';
}

/** Ahead of all other listeners, TLS's own among them: what is refused here does not even get a ClientHello. */
function judgeConnected(socket: TLSSocket, judge: (address: string) => OutboundError | undefined): void {
  socket.prependOnceListener('connect', () => {
    stages.set(socket, 'securing');
    const address = socket.remoteAddress;
    const refusal = address === undefined ? hungUp() : judge(address);
    if (refusal !== undefined) socket.destroy(refusal);
  });
}

/** A socket whose other side is gone again has no address. */
function hungUp(): OutboundError {
  return new OutboundError('ERR_CIBA_OUTBOUND_CONNECT', 'the connection was closed at once');
}

function watch(socket: TLSSocket, host: string, seconds: number): void {
  const timer = setTimeout(() => {
    const message = `${host}: no connection within ${seconds} s`;
    socket.destroy(new OutboundError('ERR_CIBA_OUTBOUND_TIMEOUT', message));
  }, seconds * 1000);
  socket.once('secureConnect', () => {
    stages.set(socket, 'open');
    clearTimeout(timer);
  });
  socket.once('close', () => clearTimeout(timer));
}
