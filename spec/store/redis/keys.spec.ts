import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { lifeOf, useRedis } from '../../support/contract-redis.ts';
import { everyValue, newRequest, noCaps } from '../../support/contract-requests.ts';
import { overRedis } from '../../support/stores.ts';

const TAG = /^[^{}]+:\{(\d{1,3})\}:/;
const sub = 'alice@example.com';

describe('the keys of the Redis store', () => {
  const redis = useRedis();
  /** The keys after each step in the life of a request. */
  const keysOverLife = async (partitions = 1): Promise<string[]> => {
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix, partitions });
    const request = newRequest(store.partitionOf(sub), { ...everyValue, sub });
    const seen = new Set<string>();
    for (const { ask } of lifeOf(store, request)) {
      await ask();
      for (const key of await redis.keys()) seen.add(key);
    }
    return [...seen];
  };

  it('are two: the request and the index of its user', async () => {
    const [request, index, ...others] = (await keysOverLife()).sort();
    expect(request).toMatch(/:\{0\}:r:[A-Za-z0-9_-]{22}$/);
    expect(index).toMatch(/:\{0\}:u:[A-Za-z0-9_-]{22}$/);
    expect(others).toStrictEqual([]);
  });

  it('begin with the key prefix and a colon', async () => {
    for (const key of await keysOverLife()) expect(key.startsWith(`${redis.keyPrefix}:{`)).toBe(true);
  });

  it('begin with ciba where no prefix is given', async () => {
    const request = newRequest('', { sub: redis.keyPrefix, lifetime: 1, retention: 1 });
    await redisStore(redis.client).create(request, noCaps);
    expect(await redis.client.del(`ciba:{0}:r:${request.selector}`)).toBe(1);
  });

  it('have a TTL at every step', async () => {
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix });
    for (const { ask } of lifeOf(store, newRequest())) {
      await ask();
      for (const key of await redis.keys()) expect(await redis.client.pttl(key)).toBeGreaterThan(800_000);
    }
  });

  it('have a TTL of the lifetime left and the retention', async () => {
    const request = newRequest('', { age: 40_000, lifetime: 100, retention: 200 });
    await redisStore(redis.client, { keyPrefix: redis.keyPrefix }).create(request, noCaps);
    for (const key of await redis.keys()) {
      const ttl = await redis.client.pttl(key);
      expect(ttl).toBeLessThanOrEqual(260_000);
      expect(ttl).toBeGreaterThan(230_000);
    }
  });

  it('keep the index as long as the longest of the user’s requests, whatever comes after it', async () => {
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix });
    await store.create(newRequest('', { lifetime: 600 }), noCaps);
    await store.create(newRequest('', { lifetime: 10 }), noCaps);
    const index = (await redis.keys()).find((key) => key.includes(':u:'))!;
    expect(await redis.client.pttl(index)).toBeGreaterThan(1_100_000);
  });

  it.each([0, 1, 500, 5000])(
    'leave none without a TTL of a request that is over by %i ms before it is stored',
    async (over) => {
      const request = newRequest('', { age: 2000 + over, lifetime: 1, retention: 1 });
      await redisStore(redis.client, { keyPrefix: redis.keyPrefix }).create(request, noCaps);
      for (const key of await redis.keys()) expect([key, await redis.client.pttl(key)]).not.toContain(-1);
    },
  );

  it('are gone once the retention has ended', async () => {
    const { store, advance } = overRedis(redis.client, { keyPrefix: redis.keyPrefix }, async () => {});
    for (const { ask } of lifeOf(store, newRequest())) await ask();
    await store.create(newRequest(), noCaps);
    await advance(900_000);
    expect(await redis.keys()).toStrictEqual([]);
  });

  it('hold neither the user nor any secret', async () => {
    const request = newRequest('', { sub, clientId: 'client-of-this-test' });
    await redisStore(redis.client, { keyPrefix: redis.keyPrefix }).create(request, noCaps);
    const keys = (await redis.keys()).join('\n');
    for (const text of [sub, 'alice', request.secretHash, request.approvalSecret, request.clientId])
      expect(keys).not.toContain(text);
  });

  it('share the hash tag of their partition', async () => {
    for (const partitions of [1, 16]) {
      const tags = (await keysOverLife(partitions)).map((key) => TAG.exec(key)?.[1]);
      expect(new Set(tags).size).toBe(1);
      await redis.client.del(await redis.keys());
    }
  });
});
