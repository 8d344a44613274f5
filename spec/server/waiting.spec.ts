import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, type ServedHost, serve } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { startWorker, type Worker } from '../support/server-workers.ts';
import type { Asked } from '../support/waiting-pair.ts';
import { askAt, patientTill } from '../support/waiting-redis.ts';

const POLLS = 1000;
const MIB = 1024 * 1024;

jest.setTimeout(90_000);

let server: RedisServer;
let redis: Redis;
let probe: Redis;
let a: ServedHost;
let b: Worker;

beforeAll(async () => {
  server = await startRedisServer();
  [redis, probe] = [new Redis(server.url), new Redis(server.url)];
  a = await serve({ store: redisStore(redis), caps: false, interval: 1 });
  b = await startWorker({ url: server.url, mintTakes: 0, longPoll: true });
  await warmUp();
});

afterAll(async () => {
  await b.kill();
  await a.stop();
  redis.disconnect();
  probe.disconnect();
  await server.kill();
});

it(`${POLLS} polls that wait cost no Redis traffic and less than 64 MiB, and are all answered once their users decide`, async () => {
  const asked = await askMany(POLLS);
  const before = await b.memory();
  const polls = await waiting(asked);
  const [memory, reads] = [await b.memory(), await totalReads()];
  await sleep(3000);
  expect((await totalReads()) - reads).toBe(1);
  expect((memory - before) / MIB).toBeLessThan(64);
  await Promise.all(asked.map(({ id }) => a.ciba.approve(id, { sub: 'alice' })));
  const replies = await Promise.all(polls);
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(replies.map(({ body }) => body.access_token)).size).toBe(POLLS);
});

/** Code is compiled and pools are filled before anything is measured. */
async function warmUp(): Promise<void> {
  const asked = await askMany(50);
  const polls = await waiting(asked);
  await Promise.all(asked.map(({ id }) => a.ciba.deny(id, { sub: 'alice' })));
  expect(new Set((await Promise.all(polls)).map(({ body }) => body.error))).toEqual(
    new Set(['access_denied']),
  );
}

async function askMany(count: number): Promise<Asked[]> {
  return Promise.all(Array.from({ length: count }, () => askAt(a)));
}

/** Polls for all of them, and goes on once Redis has counted each poll. */
async function waiting(asked: readonly Asked[]): Promise<Promise<Reply>[]> {
  const { poll } = patientTill(b.port);
  const polls = asked.map(({ authReqId }) => poll(authReqId));
  const keys = await probe.keys('ciba:*:r:*');
  const counted = async () => (await Promise.all(keys.map((key) => probe.hexists(key, 'p')))).every(Boolean);
  await until(counted, 'all are counted', 30_000);
  await sleep(200);
  return polls;
}

async function totalReads(): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(await probe.info('stats'))?.[1]);
}
