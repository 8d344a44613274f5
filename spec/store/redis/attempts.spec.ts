import type { Attempt } from '../../../lib/request/attempts.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { testClock } from '../../support/clock.ts';
import { failingClient, recordingClient, useRedis } from '../../support/contract-redis.ts';

const guess: Attempt = {
  kind: 'user_code',
  names: ['client-of-this-test', 'user-of-this-test'],
  most: 2,
  seconds: 70,
};
const allowed = { allowed: true };

describe('what Redis counts of attempts at a secret', () => {
  const redis = useRedis();
  const storeOf = (partitions = 1) => redisStore(redis.client, { keyPrefix: redis.keyPrefix, partitions });

  it('is one key with nothing to read in it', async () => {
    await storeOf().attempt(guess);
    const [key = '', ...others] = await redis.keys();
    expect(others).toStrictEqual([]);
    expect(key).toMatch(/:\{([A-Za-z0-9_-]{2})\}:x:\1[A-Za-z0-9_-]{41}$/);
    expect(await redis.client.hgetall(key)).toStrictEqual({
      n: '1',
      e: expect.stringMatching(/^\d{13}$/),
      m: expect.stringMatching(/^[\w-]{12}$/),
    });
    for (const text of [...guess.names, guess.kind]) expect(key).not.toContain(text);
  });

  it('lives for the seconds after the first', async () => {
    const clock = testClock();
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now: clock.now });
    await store.attempt(guess);
    const [key = ''] = await redis.keys();
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(70_000);
    expect(await redis.client.pttl(key)).toBeGreaterThan(60_000);
    clock.advance(50_000);
    await store.attempt(guess);
    await store.attempt(guess);
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(20_000);
    expect(await redis.client.pttl(key)).toBeGreaterThan(10_000);
  });

  it('is kept for a minute once all of them are forgiven, for what is sent again; where there were none nothing is', async () => {
    const store = storeOf();
    const long = { ...guess, seconds: 900 };
    await store.forgive(long);
    expect(await redis.keys()).toStrictEqual([]);
    await store.attempt(long);
    await store.attempt(long);
    await store.forgive(long);
    const [key = ''] = await redis.keys();
    expect(await redis.client.pttl(key)).toBeGreaterThan(60_000);
    await store.forgive(long);
    expect(await redis.client.hmget(key, 'n', 'e')).toStrictEqual(['0', '0']);
    expect(await redis.client.pttl(key)).toBeGreaterThan(50_000);
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(60_000);
  });

  it('keeps its time where one is forgiven', async () => {
    const store = storeOf();
    await store.attempt(guess);
    await store.attempt(guess);
    await store.forgive(guess);
    const [key = ''] = await redis.keys();
    expect(await redis.client.pttl(key)).toBeGreaterThan(60_000);
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(70_000);
  });

  it('is spread over a Cluster, whatever the number of partitions', async () => {
    const store = storeOf(4);
    for (let n = 0; n < 100; n += 1) await store.attempt({ ...guess, names: ['till', String(n)] });
    const tags = new Set((await redis.keys()).map((key) => /:\{(..)\}:x:/.exec(key)?.[1]));
    expect(tags.size).toBeGreaterThan(80);
  });

  it('is known to processes with another number of partitions', async () => {
    expect([await storeOf(1).attempt(guess), await storeOf(8).attempt(guess)]).toStrictEqual([
      allowed,
      allowed,
    ]);
    expect(await storeOf(3).attempt(guess)).toStrictEqual({ allowed: false, retryAfter: 70 });
  });

  it('is each issuer’s own', async () => {
    const [one, other, again] = [storeOf(), storeOf(), storeOf()];
    one.bind('https://one.example.com');
    other.bind('https://other.example.com');
    again.bind('https://one.example.com');
    const once = { ...guess, most: 1 };
    expect(await one.attempt(once)).toStrictEqual(allowed);
    expect(await other.attempt(once)).toStrictEqual(allowed);
    expect(await again.attempt(once)).toStrictEqual({ allowed: false, retryAfter: 70 });
  });

  it('takes one command for each attempt and each one forgiven', async () => {
    const client = recordingClient(redis.client);
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    await store.attempt(guess);
    await store.forgive(guess);
    client.commands.length = 0;
    await store.attempt(guess);
    expect(client.commands).toStrictEqual(['evalsha']);
    await store.forgive(guess);
    expect(client.commands).toStrictEqual(['evalsha', 'evalsha']);
  });

  it('lets nobody through where Redis fails', async () => {
    const store = redisStore(failingClient(new Error('READONLY replica')), { keyPrefix: redis.keyPrefix });
    await expect(store.attempt(guess)).rejects.toThrow(/^Redis: READONLY replica$/);
    await expect(store.forgive(guess)).rejects.toThrow(/^Redis: READONLY replica$/);
  });

  it('lets nobody through where something else stands under its key', async () => {
    const store = storeOf();
    await store.attempt(guess);
    const [key = ''] = await redis.keys();
    await redis.client.del(key);
    await redis.client.set(key, '0');
    await expect(store.attempt(guess)).rejects.toThrow(/WRONGTYPE/);
    await redis.client.del(key);
  });
});
