import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Caller, refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { requestKey } from '../support/server-keys.ts';
import { until } from '../support/server-until.ts';
import { startWorker, type Worker } from '../support/server-workers.ts';
import { askAt, holdAt, patientTill, subscribers } from '../support/waiting-redis.ts';

jest.setTimeout(30_000);

let server: RedisServer;
let redis: Redis;
/** Where clients ask, and users decide. */
let a: ServedHost;
/** Another process, where clients wait. */
let b: Worker;
let till: Caller;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
  a = await serve({ store: redisStore(redis), interval: 1, caps: false });
  b = await startWorker({ url: server.url, mintTakes: 0, longPoll: true });
  till = patientTill(b.port);
});

afterAll(async () => {
  await b.kill();
  await a.stop();
  redis.disconnect();
  await server.kill();
});

describe('a poll that waits in one process for a decision in another', () => {
  it('has its tokens once the user approves, and not before', async () => {
    const asked = await askAt(a);
    const held = await holdAt(till, asked, redis);
    await sleep(100);
    expect(held.isAnswered()).toBe(false);
    await a.ciba.approve(asked.id, { sub: 'alice' });
    const { status, body } = await held.reply;
    expect([status, body.access_token]).toEqual([200, expect.stringContaining('access-alice-')]);
    expect((await till.poll(asked.authReqId)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['the user denies', 'access_denied', (id: string) => a.ciba.deny(id, { sub: 'alice' })],
    ['the host fails it', 'expired_token', (id: string) => a.ciba.fail(id, { reason: 'device_lost' })],
    ['the host cancels it', 'expired_token', (id: string) => a.ciba.cancel(id)],
  ])('is refused once %s: %s', async (_what, error, decide) => {
    const asked = await askAt(a);
    const held = await holdAt(till, asked, redis);
    expect(await decide(asked.id)).toEqual({ outcome: 'accepted' });
    expect(refusalLine(await held.reply)).toBe(`400 ${error}, Retry-After absent, error+error_description`);
  });

  it('hears expired_token once the request expires', async () => {
    const asked = await askAt(a, { requested_expiry: '3' });
    const expiresAt = Number(await redis.hget(requestKey(asked.authReqId), 'e'));
    const { reply } = await holdAt(till, asked, redis);
    expect((await reply).body.error).toBe('expired_token');
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    // By the expiry, not by the end of the longest wait, which is 25 s away.
    expect(Date.now()).toBeLessThan(expiresAt + 10_000);
  });

  it('is answered within tens of milliseconds of the decision', async () => {
    const waited: number[] = [];
    for (let n = 0; n < 31; n++) {
      const asked = await askAt(a);
      const held = await holdAt(till, asked, redis);
      const decidedAt = performance.now();
      await a.ciba.approve(asked.id, { sub: 'alice' });
      expect((await held.reply).status).toBe(200);
      waited.push(performance.now() - decidedAt);
    }
    expect(waited.sort((one, other) => one - other)[15]).toBeLessThan(200);
  });

  it('counts nothing when it looks again', async () => {
    const asked = await askAt(a);
    const held = await holdAt(till, asked, redis);
    const counters = () => redis.hmget(requestKey(asked.authReqId), 'p', 'n');
    const before = await counters();
    const looks = () =>
      redis.info('commandstats').then((text) => /cmdstat_evalsha:calls=(\d+)/.exec(text)?.[1]);
    const lookedBefore = await looks();
    await redis.client('KILL', 'TYPE', 'PUBSUB');
    await until(async () => (await looks()) !== lookedBefore, 'it has looked again');
    expect([held.isAnswered(), await counters()]).toEqual([false, before]);
    await a.ciba.cancel(asked.id);
    await held.reply;
  });
});

describe('a client that hangs up while its poll is held', () => {
  it('takes no claim: the approval is there for its next poll', async () => {
    const asked = await askAt(a);
    const held = await holdAt(till, asked, redis);
    held.hangUp();
    await sleep(100);
    await a.ciba.approve(asked.id, { sub: 'alice' });
    await sleep(100);
    expect(await redis.hmget(requestKey(asked.authReqId), 's', 'k')).toEqual(['approved', null]);
    expect((await till.poll(asked.authReqId)).status).toBe(200);
  });
});

describe('the connection that listens', () => {
  it('is one for a process, however many polls wait', async () => {
    const asked = await Promise.all(Array.from({ length: 50 }, () => askAt(a)));
    const held = await Promise.all(asked.map((one) => holdAt(till, one, redis)));
    expect(await subscribers(redis)).toBe(1);
    await Promise.all(asked.map(({ id }) => a.ciba.deny(id, { sub: 'alice' })));
    expect(
      new Set((await Promise.all(held.map(({ reply }) => reply))).map(({ body }) => body.error)),
    ).toEqual(new Set(['access_denied']));
  });
});
