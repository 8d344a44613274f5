import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, type ServedHost, serve } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { startWorker, type Worker } from '../support/server-workers.ts';
import type { Asked, HeldPoll } from '../support/waiting-pair.ts';
import { askAt, holdAt, patientTill, subscribers } from '../support/waiting-redis.ts';

const POLLS = 200;

jest.setTimeout(60_000);

let dir: string;
let server: RedisServer;
let redis: Redis;
/** Where clients ask, and users decide. */
let a: ServedHost;
/** Another process, where clients wait. */
let b: Worker;
let asked: Asked[];
let held: HeldPoll[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ciba-aof-'));
  server = await durableServer();
  redis = new Redis(server.url, { retryStrategy: () => 50 }).on('error', () => undefined);
  a = await serve({ store: redisStore(redis), caps: false, storeTimeout: 10 });
  b = await startWorker({ url: server.url, mintTakes: 0, longPoll: true });
  const till = patientTill(b.port);
  asked = await Promise.all(Array.from({ length: POLLS }, () => askAt(a)));
  held = await Promise.all(asked.map((one) => holdAt(till, one, redis)));
});

afterEach(async () => {
  await b.kill();
  await a.stop();
  redis.disconnect();
  await server.kill();
  rmSync(dir, { recursive: true, force: true });
});

it(`${POLLS} polls that wait are answered rightly though their process loses the connection that listens`, async () => {
  await redis.client('KILL', 'TYPE', 'PUBSUB');
  const [whileDeaf, later] = [asked.slice(0, POLLS / 2), asked.slice(POLLS / 2)];
  await decideAll(whileDeaf);
  await until(async () => (await subscribers(redis)) === 1, 'it listens again');
  await decideAll(later);
  expectAllRight(await answers());
});

it(`${POLLS} polls that wait are answered rightly though Redis is killed and started again`, async () => {
  await server.kill();
  await sleep(500);
  expect(held.filter(({ isAnswered }) => isAnswered())).toEqual([]);
  server = await durableServer(server.port);
  await until(() => redis.status === 'ready', 'reconnected');
  await decideAll(asked);
  expectAllRight(await answers());
});

it(`${POLLS} polls that wait are answered rightly though Redis stalls while their users decide`, async () => {
  server.process.kill('SIGSTOP');
  const deciding = decideAll(asked);
  await sleep(1000);
  expect(held.filter(({ isAnswered }) => isAnswered())).toEqual([]);
  server.process.kill('SIGCONT');
  await deciding;
  expectAllRight(await answers());
});

/** Each third request is approved, denied, cancelled. */
const DECISIONS = [
  ({ id }: Asked) => a.ciba.approve(id, { sub: 'alice' }),
  ({ id }: Asked) => a.ciba.deny(id, { sub: 'alice' }),
  ({ id }: Asked) => a.ciba.cancel(id),
] as const;

async function decideAll(requests: readonly Asked[]): Promise<void> {
  const outcomes = await Promise.all(
    requests.map((one) => DECISIONS[asked.indexOf(one) % DECISIONS.length]?.(one)),
  );
  for (const decided of outcomes) expect(decided).toEqual({ outcome: 'accepted' });
}

async function answers(): Promise<Reply[]> {
  const from = performance.now();
  const replies = await Promise.all(held.map(({ reply }) => reply));
  // Each was told or looked again: none had to wait until its time was over.
  expect(performance.now() - from).toBeLessThan(15_000);
  return replies;
}

function expectAllRight(replies: readonly Reply[]): void {
  const right = ['200 undefined', '400 access_denied', '400 expired_token'];
  expect(replies.map(({ status, body }) => `${status} ${body.error}`)).toEqual(
    asked.map((_one, n) => right[n % right.length]),
  );
  const tokens = replies.flatMap(({ body }) => body.access_token ?? []);
  expect(new Set(tokens).size).toBe(Math.ceil(POLLS / DECISIONS.length));
}

/** A server that has every write on disk before it answers. */
function durableServer(port?: number): Promise<RedisServer> {
  return startRedisServer(['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'], port);
}
