import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ciba } from 'express-ciba';
import { type DemoAppOptions, demoApp } from './app.js';
import type { User } from './users.js';

/** A demo host that listens. */
export interface DemoHost {
  readonly url: string;
  readonly ciba: Ciba<User>;
  /** Lets running requests finish. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 first, since the issuer must be the very URL that clients are given. */
export async function startDemo({
  port,
  ...options
}: Omit<DemoAppOptions, 'issuer'> & { readonly port: number }): Promise<DemoHost> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { app, ciba } = demoApp({ ...options, issuer: url });
  server.on('request', app);
  return { url, ciba, close: () => stop(server, ciba) };
}

async function stop(server: Server, ciba: Ciba<User>): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await once(server, 'close');
  await ciba.close();
}
