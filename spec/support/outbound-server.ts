import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { type Authority, type Certified, certificateAuthority } from './certificates.ts';

/** The name that the specs' servers bear. */
export const NAME = 'client.example';

/** A server on loopback, and what has come in. */
export interface OutboundServer {
  readonly port: number;
  /** All connections, in order. */
  readonly sockets: readonly Socket[];
  /** All requests, in order. */
  readonly requests: readonly IncomingMessage[];
  /** The URL by its name. */
  url(path?: string): string;
  close(): Promise<void>;
}

/** An authority with a certificate for the servers' name and loopback addresses. */
export async function trusted(): Promise<{ authority: Authority; certified: Certified }> {
  const authority = await certificateAuthority();
  const certified = await authority.issue({ dns: [NAME], ip: ['127.0.0.1', '::1'] });
  return { authority, certified };
}

/** Serves HTTPS. */
export function secureServer(
  { cert, key }: Pick<Certified, 'cert' | 'key'>,
  listener: RequestListener,
  options: ServerOptions & { readonly host?: string } = {},
): Promise<OutboundServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer({ cert, key, ...options }, (req, res) => {
    requests.push(req);
    listener(req, res);
  });
  server.on('tlsClientError', () => undefined);
  return listening(server, requests, options.host);
}

/** Serves whatever bytes it likes. */
export function rawServer(onConnection: (socket: Socket) => void): Promise<OutboundServer> {
  return listening(createRawServer(onConnection), []);
}

async function listening(
  server: Server,
  requests: readonly IncomingMessage[],
  host = '127.0.0.1',
): Promise<OutboundServer> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sockets,
    requests,
    url: (path = '/') => `https://${NAME}:${port}${path}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
