import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';

/** What another server got. */
export interface Received {
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server behind a host, and the host's route that streams to it without reading. */
export interface Upstream {
  readonly received: Received[];
  readonly proxy: RequestHandler;
  close(): Promise<void>;
}

/** Starts a server on loopback that remembers what it gets and answers how long it was. */
export async function upstream(): Promise<Upstream> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const body = Buffer.concat(parts);
      received.push({ url: req.url, headers: req.headers, body: body.toString('utf8') });
      const text = JSON.stringify({ upstream: body.length });
      res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length }).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: RequestHandler = (req, res, next) => {
    const { method, originalUrl: path, headers } = req;
    const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', next);
    req.pipe(onward);
  };
  return {
    received,
    proxy,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
