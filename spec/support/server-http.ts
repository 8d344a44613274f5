import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type RequestOptions,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT, type TestHost, type TestHostOptions, testHost, till } from './host.ts';

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a client sends to the two endpoints of one host. */
export interface Caller {
  /** An authentication request; `scope` and `login_hint` are given unless replaced. */
  request(params?: Readonly<Record<string, string>>): Promise<Reply>;
  /** A token request of the CIBA grant; `signal` makes the client hang up. */
  poll(authReqId: unknown, signal?: AbortSignal): Promise<Reply>;
}

/** A test host that listens on loopback. */
export interface ServedHost extends TestHost {
  readonly port: number;
  readonly till: Caller;
  stop(): Promise<void>;
}

/** The client's end of connections. */
const shared = new Agent({ keepAlive: true, maxSockets: 128 });

/** Starts a test host on a free port of loopback. */
export async function serve(options: TestHostOptions): Promise<ServedHost> {
  const host = testHost(options);
  const server = (await listen(host.app)).unref();
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await host.ciba.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { ...host, port, till: callerOf(port), stop };
}

/** Listens on a free port of loopback and never ends an idle connection. */
export async function listen(app: Express): Promise<Server> {
  const server = createServer(app).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  return server;
}

/** Speaks to the host on `port` as `client`, by HTTP Basic; over 128 connections unless `agent` has more. */
export function callerOf(port: number, client: CibaClient = till, agent: Agent = shared): Caller {
  return {
    request: (params) =>
      post({ port, agent, path: '/bc-authorize' }, client, {
        scope: 'openid',
        login_hint: 'alice',
        ...params,
      }),
    poll: (authReqId, signal) =>
      post({ port, agent, path: '/token', ...(signal && { signal }) }, client, {
        grant_type: CIBA_GRANT,
        auth_req_id: String(authReqId),
      }),
  };
}

/** The value of an Authorization header for `client`. */
export function basic({ client_id, client_secret = '' }: CibaClient): string {
  return `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
}

function post(
  where: Pick<RequestOptions, 'port' | 'path' | 'agent' | 'signal'>,
  client: CibaClient,
  params: Readonly<Record<string, string>>,
): Promise<Reply> {
  const form = new URLSearchParams(params).toString();
  const headers = {
    Authorization: basic(client),
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': Buffer.byteLength(form),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', method: 'POST', headers, ...where }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text, body: JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(form);
  });
}

/** The parts of a refusal that a rule speaks about, as one line: status, error, Retry-After, names in the body. */
export function refusalLine({ status, headers, body }: Reply): string {
  const names = Object.keys(body).sort().join('+');
  return `${status} ${String(body.error)}, Retry-After ${headers['retry-after'] ?? 'absent'}, ${names}`;
}
