import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Cluster } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { askAt, patientTill } from '../support/waiting-redis.ts';

const REQUESTS = 40;

jest.setTimeout(60_000);

let servers: TestCluster;
let clients: Cluster[];
let a: ServedHost;
let b: ServedHost;

beforeAll(async () => {
  servers = await startCluster();
  clients = [await servers.connect(), await servers.connect()];
  [a, b] = (await Promise.all(clients.map(host))) as [ServedHost, ServedHost];
});

afterAll(async () => {
  await Promise.all([a.stop(), b.stop()]);
  for (const client of clients) client.disconnect();
  await servers.stop();
});

function host(client: Cluster): Promise<ServedHost> {
  return serve({
    ...{ store: redisStore(client, { partitions: 16 }), caps: false, longPoll: () => true },
    adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
  });
}

it('a poll that waits hears of a decision whichever node of a Cluster its request lies on', async () => {
  const till = patientTill(b.port);
  const subs = Array.from({ length: REQUESTS }, (_, n) => `user-${n}`);
  const asked = await Promise.all(subs.map((login_hint) => askAt(a, { login_hint })));
  const polls = asked.map(({ authReqId }) => till.poll(authReqId));
  expect(await Promise.race([...polls, new Promise((held) => setTimeout(held, 2000, 'held'))])).toBe('held');
  const decidedAt = performance.now();
  await Promise.all(asked.map(({ id }, n) => a.ciba.approve(id, { sub: subs[n] ?? '' })));
  expect(new Set((await Promise.all(polls)).map(({ status }) => status))).toEqual(new Set([200]));
  expect(performance.now() - decidedAt).toBeLessThan(10_000);
});
