import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Authority } from '../../support/certificates.js';

/** A call that was received. */
export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A client's notification endpoint, over HTTPS on loopback. */
export interface Receiver {
  readonly url: string;
  /** All calls so far. */
  readonly calls: readonly Received[];
  /** The call of this number, the first being 1; waits for it. */
  call(number: number): Promise<Received>;
  close(): Promise<void>;
}

/** Answers each call with 204. */
export async function receiver(authority: Authority): Promise<Receiver> {
  const { cert, key } = await authority.issue({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const calls: Received[] = [];
  const server = createServer({ cert, key }, async (req, res) => {
    const body = JSON.parse(await text(req));
    calls.push({ method: req.method, path: req.url, headers: req.headers, body });
    res.writeHead(204).end();
    server.emit('called');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/pings`,
    calls,
    async call(number) {
      while (calls.length < number) await once(server, 'called');
      return calls[number - 1] as Received;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
