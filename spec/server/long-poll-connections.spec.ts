import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import type { RedisLike } from '../../lib/store/redis/connection.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import type { TestHostOptions } from '../support/host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { askAt, holdAt, patientTill, subscribers } from '../support/waiting-redis.ts';

jest.setTimeout(30_000);

let server: RedisServer;
let redis: Redis;
let own: Redis;
/** Where clients ask, and users decide. */
let a: ServedHost;
/** Where clients wait. */
let b: ServedHost;

beforeEach(async () => {
  server = await startRedisServer();
  redis = clientOf();
  own = clientOf();
  a = await serve({ store: redisStore(redis), caps: false });
  b = await holding(own);
});

afterEach(async () => {
  await Promise.all([a.stop(), b.stop()]);
  redis.disconnect();
  own.disconnect();
  await server.kill();
});

it('there is none that listens until somebody waits, and none after close()', async () => {
  expect(await subscribers(redis)).toBe(0);
  const asked = await askAt(a);
  const held = await holdAt(patientTill(b.port), asked, redis);
  await until(async () => (await subscribers(redis)) === 1, 'it listens');
  await b.ciba.close();
  expect((await held.reply).body.error).toBe('authorization_pending');
  await until(async () => (await subscribers(redis)) === 0, 'nobody listens');
});

it('a poll that comes after close() is answered at once, and opens none', async () => {
  await b.ciba.close();
  const connections = await open();
  const { authReqId } = await askAt(a);
  expect((await b.till.poll(authReqId)).body.error).toBe('authorization_pending');
  await sleep(200);
  expect(await open()).toBe(connections);
});

it('a poll that was held hears of nothing where the client can make no second one, and is answered when time is over', async () => {
  await b.stop();
  const single: RedisLike = {
    evalsha: (...args) => own.evalsha(...args),
    eval: (...args) => own.eval(...args),
    info: () => own.info(),
  };
  b = await holding(single, { longPollTimeout: 1 });
  const asked = await askAt(a);
  const held = await holdAt(patientTill(b.port), asked, redis);
  await a.ciba.approve(asked.id, { sub: 'alice' });
  await sleep(100);
  expect(held.isAnswered()).toBe(false);
  expect((await held.reply).status).toBe(200);
});

describe('a process whose first long poll came while Redis was away', () => {
  it('answers it 503, and hears of decisions once Redis is there', async () => {
    await b.stop();
    own.disconnect();
    own = clientOf({ maxRetriesPerRequest: 0 });
    b = await holding(own);
    const { authReqId } = await askAt(a);
    await server.kill();
    expect((await b.till.poll(authReqId)).status).toBe(503);
    await sleep(300);
    server = await startRedisServer([], server.port);
    await until(() => redis.status === 'ready' && own.status === 'ready', 'reconnected');
    const asked = await askAt(a);
    const { reply } = await holdAt(patientTill(b.port), asked, redis);
    await until(async () => (await subscribers(redis)) === 1, 'it listens');
    const decidedAt = performance.now();
    await a.ciba.approve(asked.id, { sub: 'alice' });
    expect((await reply).status).toBe(200);
    expect(performance.now() - decidedAt).toBeLessThan(5000);
  });
});

function clientOf(options: object = {}): Redis {
  return new Redis(server.url, { retryStrategy: () => 50, ...options }).on('error', () => undefined);
}

function holding(client: RedisLike, options: TestHostOptions = {}): Promise<ServedHost> {
  return serve({ store: redisStore(client), longPoll: () => true, longPollTimeout: 20, ...options });
}

/** How many connections Redis has. */
async function open(): Promise<number> {
  return String(await redis.client('LIST'))
    .trim()
    .split('\n').length;
}
