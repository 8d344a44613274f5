import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { type Authority, type Certified, certificateAuthority } from './certificates.ts';
import { type Fields, FORM_TYPE, formText } from './http-requests.js';
import { type OutboundServer, secureServer } from './outbound-server.ts';

/** A server of TLS that asks for certificates and takes whatever comes; it trusts those of `authority`. */
export interface TlsHost {
  readonly authority: Authority;
  /** Sends a form, with a certificate or without. */
  post(path: string, fields: Fields, certified?: Certified, agent?: Agent): Promise<TlsAnswer>;
  close(): Promise<void>;
}

/** What was answered. */
export interface TlsAnswer {
  readonly status: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the session of an earlier connection was taken up again. */
  readonly resumed: boolean;
}

/** Serves an app over TLS on loopback. */
export async function tlsHost(app: unknown): Promise<TlsHost> {
  const authority = await certificateAuthority('Clients');
  const own = await (await certificateAuthority('Servers')).issue({ ip: ['127.0.0.1'], keyType: 'rsa' });
  const asking = { requestCert: true, rejectUnauthorized: false, ca: authority.cert };
  const server = await secureServer(own, app as RequestListener, asking);
  return {
    authority,
    post: (path, fields, certified, agent) => post(server, path, { fields, certified, agent }),
    close: () => server.close(),
  };
}

/** An agent that takes sessions up again, each on a new connection. */
export function resuming(): Agent {
  return new Agent({ keepAlive: false, maxCachedSessions: 10 });
}

interface Posted {
  readonly fields: Fields;
  readonly certified: Certified | undefined;
  readonly agent: Agent | undefined;
}

async function post(
  server: OutboundServer,
  path: string,
  { fields, certified, agent }: Posted,
): Promise<TlsAnswer> {
  const sent = request({
    host: '127.0.0.1',
    port: server.port,
    path,
    method: 'POST',
    headers: { 'Content-Type': FORM_TYPE },
    agent: agent ?? false,
    // Whom the server is does not matter here.
    rejectUnauthorized: false,
    ...(certified && { cert: certified.cert, key: certified.key }),
  }).end(formText(fields));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const resumed = (answer.socket as TLSSocket).isSessionReused();
  return { status: answer.statusCode, body: JSON.parse(await text(answer)), resumed };
}
