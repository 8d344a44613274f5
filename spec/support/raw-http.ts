import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** An answer read whole. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a body is framed. */
export type Framing = 'Content-Length' | 'chunked';

/** A host that listens, for what supertest cannot send. */
export interface Listening {
  readonly port: number;
  post(
    path: string,
    body: string | Buffer,
    framing: Framing,
    headers?: Record<string, string>,
  ): Promise<RawAnswer>;
  close(): Promise<void>;
}

const FORM = 'application/x-www-form-urlencoded';

/** Listens on loopback. */
export async function listening(app: Express): Promise<Listening> {
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    post: (path, body, framing, headers = {}) => post(port, path, { body, framing, headers }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Sent {
  readonly body: string | Buffer;
  readonly framing: Framing;
  readonly headers: Record<string, string>;
}

async function post(port: number, path: string, { body, framing, headers }: Sent): Promise<RawAnswer> {
  const bytes = Buffer.from(body);
  const length: Record<string, string> =
    framing === 'chunked' ? {} : { 'Content-Length': String(bytes.length) };
  const req = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    headers: { 'Content-Type': FORM, ...length, ...headers },
  });
  if (framing === 'chunked') req.flushHeaders();
  const half = Math.ceil(bytes.length / 2);
  if (half > 0) req.write(bytes.subarray(0, half));
  await new Promise((resolve) => setImmediate(resolve));
  req.end(bytes.subarray(half));
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of res) text += String(chunk);
  return { status: res.statusCode ?? 0, headers: res.headers, body: text };
}
