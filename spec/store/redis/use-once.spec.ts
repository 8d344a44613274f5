import type { UsedOnce } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { failingClient, recordingClient, useRedis } from '../../support/contract-redis.ts';

const used: UsedOnce = {
  kind: 'assertion',
  owner: 'client-of-this-test',
  jti: 'jti-of-this-test',
  seconds: 70,
};

describe('what Redis remembers of something used once', () => {
  const redis = useRedis();
  const storeOf = (partitions = 1) => redisStore(redis.client, { keyPrefix: redis.keyPrefix, partitions });

  it('is one key with nothing to read in it', async () => {
    await storeOf().useOnce(used);
    const [key = '', ...others] = await redis.keys();
    expect(others).toStrictEqual([]);
    expect(key).toMatch(/:\{([A-Za-z0-9_-]{2})\}:j:\1[A-Za-z0-9_-]{41}$/);
    expect(await redis.client.get(key)).toMatch(/^[\w-]{12}$/);
    for (const text of [used.owner, used.jti, used.kind]) expect(key).not.toContain(text);
  });

  it('lives for its seconds', async () => {
    await storeOf().useOnce(used);
    const [key = ''] = await redis.keys();
    const left = await redis.client.pttl(key);
    expect(left).toBeLessThanOrEqual(70_000);
    expect(left).toBeGreaterThan(60_000);
  });

  it('is spread over a Cluster, whatever the number of partitions', async () => {
    const store = storeOf(4);
    for (let n = 0; n < 100; n += 1) await store.useOnce({ ...used, jti: String(n) });
    const tags = new Set((await redis.keys()).map((key) => /:\{(..)\}:j:/.exec(key)?.[1]));
    expect(tags.size).toBeGreaterThan(80);
  });

  it('is known to processes with another number of partitions', async () => {
    expect(await storeOf(1).useOnce(used)).toBe(true);
    expect(await storeOf(8).useOnce(used)).toBe(false);
  });

  it('is each issuer’s own', async () => {
    const [one, other, again] = [storeOf(), storeOf(), storeOf()];
    one.bind('https://one.example.com');
    other.bind('https://other.example.com');
    again.bind('https://one.example.com');
    expect(await one.useOnce(used)).toBe(true);
    expect(await other.useOnce(used)).toBe(true);
    expect(await again.useOnce(used)).toBe(false);
  });

  it('takes one command', async () => {
    const client = recordingClient(redis.client);
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    await store.useOnce(used);
    client.commands.length = 0;
    await store.useOnce({ ...used, jti: 'another' });
    expect(client.commands).toStrictEqual(['evalsha']);
  });

  it('is told neither way where Redis fails', async () => {
    const store = redisStore(failingClient(new Error('READONLY replica')), { keyPrefix: redis.keyPrefix });
    await expect(store.useOnce(used)).rejects.toThrow(/^Redis: READONLY replica$/);
  });

  it('counts whatever stands under its key as a use', async () => {
    const store = storeOf();
    await store.useOnce(used);
    const [key = ''] = await redis.keys();
    await redis.client.del(key);
    await redis.client.hset(key, 'a', 'b');
    expect(await store.useOnce(used)).toBe(false);
    await redis.client.del(key);
  });
});
