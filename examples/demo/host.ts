import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ciba } from 'express-ciba';
import type { DeviceRouter } from 'express-ciba/device';
import { type DemoAppOptions, demoApp } from './app.js';
import { type Pings, startPings } from './kiosk/pings.js';
import type { User } from './users.js';

/** A demo host that listens. */
export interface DemoHost {
  readonly url: string;
  readonly ciba: Ciba<User>;
  readonly pings: Pings;
  /** Lets running requests finish. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 first, since the issuer must be the very URL that clients are given. */
export async function startDemo({
  port,
  ...options
}: Omit<DemoAppOptions, 'issuer' | 'pings'> & { readonly port: number }): Promise<DemoHost> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pings = await startPings();
  const { app, ciba, device } = demoApp({ ...options, issuer: url, pings });
  server.on('request', app);
  return { url, ciba, pings, close: () => stop(server, ciba, device).finally(pings.close) };
}

/** Streams end, and polls that wait for a decision are answered by `ciba.close()`, so that the server need not wait for them. */
async function stop(server: Server, ciba: Ciba<User>, device: DeviceRouter): Promise<void> {
  device.close();
  const closed = once(server.close(), 'close');
  server.closeIdleConnections();
  // Nor for the connections that they leave behind.
  server.keepAliveTimeout = 1;
  await ciba.close();
  await closed;
}
