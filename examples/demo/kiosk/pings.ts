import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { loopbackCertificate } from './certificate.js';

/** A ping to come. */
export interface ExpectedPing {
  /** For the request: the server shows it with the ping. CIBA Core 1.0 §7.1. */
  readonly token: string;
  /** The `auth_req_id` that the ping names. */
  readonly arrived: Promise<string>;
}

/** Where the kiosk hears that a user has decided. */
export interface Pings {
  /** As it is registered. */
  readonly endpoint: string;
  /** Of the endpoint, for whoever is to trust it; PEM. */
  readonly certificate: string;
  expect(): ExpectedPing;
  close(): Promise<void>;
}

/** The notification endpoint of the kiosk, over HTTPS on a free port of this machine. CIBA Core 1.0 §10.2. */
export async function startPings(): Promise<Pings> {
  const expected = new Map<string, (authReqId: string) => void>();
  const { cert, key } = await loopbackCertificate();
  const server = createServer({ cert, key }, endpoint(expected)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}/pings`,
    certificate: cert,
    expect() {
      const token = randomBytes(24).toString('base64url');
      return { token, arrived: new Promise((resolve) => expected.set(token, resolve)) };
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** A ping says nothing but that it is worth asking; whoever does not know the token of a request is nobody. */
function endpoint(expected: Map<string, (authReqId: string) => void>): Express {
  const app = express();
  app.post('/pings', express.json(), (req, res) => {
    const token = (req.get('authorization') ?? '').replace(/^Bearer /, '');
    const hear = expected.get(token);
    if (hear === undefined) return void res.sendStatus(401);
    expected.delete(token);
    hear(String(Object(req.body).auth_req_id));
    res.sendStatus(204);
  });
  return app;
}
