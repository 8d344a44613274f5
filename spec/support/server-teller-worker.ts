/** A host in a process of its own that tells its clients of outcomes, and may be made to die on the way. */
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { Redis } from 'ioredis';
import type { Ciba } from '../../lib/ciba.js';
import type { CibaStore } from '../../lib/request/store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { testHost } from './host.ts';
import { mortalStore } from './server-crash-points.ts';
import { listen } from './server-http.ts';
import { type Choice, clientsAt, type TellerOptions } from './server-tellers.ts';

await work(JSON.parse(process.env.CIBA_WORKER ?? '{}') as TellerOptions);

async function work(options: TellerOptions): Promise<void> {
  const redis = new Redis(options.url);
  const ports: number[] = [];
  for (const lane of options.lanes) {
    const server = await listen(laneOf(lane, redisStore(redis, { keyPrefix: lane }), options));
    ports.push((server.address() as AddressInfo).port);
  }
  process.stdin.on('end', () => process.exit()).resume();
  process.stdout.write(`${JSON.stringify({ ports })}\n`);
}

function laneOf(lane: string, store: CibaStore, options: TellerOptions): Express {
  const { end, receiver, ca, key, claimLease = 10 } = options;
  const relay = { open: end !== undefined };
  const gated: CibaStore = { ...store, take: async (...asked) => (relay.open ? store.take(...asked) : []) };
  let minted = 0;
  const { app, ciba } = testHost({
    store: end === undefined ? gated : mortalStore(gated, end),
    // On a busy machine nothing may be late but what is meant to be.
    ...{ storeTimeout: 30, claimLease, callbackTimeout: claimLease * 0.8 },
    clients: clientsAt(receiver, lane),
    deliveryModes: ['ping', 'push'],
    caps: false,
    logger: { error: () => undefined, warn: () => undefined },
    notification: {
      ...{ allowLoopback: true, ca, keyRing: [{ kid: 'k1', key }] },
      ...{ timeout: 30, connectTimeout: 30, maxConnectionsPerHost: 128 },
    },
    adapter: {
      resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }),
      issueTokens: ({ user }) => ({
        access_token: `access-${user.sub}-${process.pid}-${++minted}`,
        refresh_token: `refresh-${user.sub}-${process.pid}-${minted}`,
        token_type: 'Bearer',
      }),
    },
  });
  app.post('/relay', (_req, res) => {
    relay.open = true;
    res.sendStatus(204);
  });
  app.post('/hold', (_req, res) => {
    relay.open = false;
    res.sendStatus(204);
  });
  app.post('/decide', express.json({ limit: '1mb' }), async (req, res) => {
    res.json(await Promise.all((req.body as Choice[]).map((choice) => decide(ciba, choice))));
  });
  return app;
}

async function decide(ciba: Ciba, { id, sub, denied }: Choice): Promise<string> {
  const { outcome } = await (denied ? ciba.deny(id, { sub }) : ciba.approve(id, { sub }));
  return outcome;
}
