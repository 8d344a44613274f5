import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { certificateAuthority } from '../../spec/support/certificates.js';

/** What a client is called back with. */
export type Notified = Readonly<Record<string, unknown>>;

/** Where the clients of the benchmark are called back, in this process. */
export interface Receiver {
  readonly url: string;
  /** The call that shows this token. */
  notified(token: string): Promise<Notified>;
  close(): void;
}

/** A certificate for receivers on loopback, and who vouches for it; PEM. */
export interface ReceiverTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export async function receiverTls(): Promise<ReceiverTls> {
  const authority = await certificateAuthority('Bench CA');
  const { cert, key } = await authority.issue({ ip: ['127.0.0.1'] });
  return { ca: authority.cert, cert, key };
}

/** Answers each call with 204. */
export async function startReceiver({ cert, key }: ReceiverTls): Promise<Receiver> {
  const awaited = new Map<string, (body: Notified) => void>();
  const server = createServer({ cert, key }, async (req, res) => {
    const body = JSON.parse(await text(req));
    res.writeHead(204).end();
    const token = (req.headers.authorization ?? '').replace('Bearer ', '');
    awaited.get(token)?.(body);
    awaited.delete(token);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/notified`,
    notified: (token) => new Promise((resolve) => awaited.set(token, resolve)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
