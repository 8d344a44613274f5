import type { CibaStore } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { lifeOf, useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';

const users = Array.from({ length: 1000 }, (_, n) => `user-${n}`);

describe('the partitions of the Redis store', () => {
  const redis = useRedis();
  const storeOf = (partitions?: number): CibaStore =>
    redisStore(redis.client, { keyPrefix: redis.keyPrefix, ...(partitions && { partitions }) });

  it('leave the ids as they are where there is only one', () => {
    expect(new Set(users.map(storeOf().partitionOf.bind(storeOf())))).toStrictEqual(new Set(['']));
  });

  it.each([2, 16, 1000])('are %i numbers from 0 on, each given to some users', (partitions) => {
    const store = storeOf(partitions);
    const many = Array.from({ length: 20 * partitions }, (_, n) => store.partitionOf(`user-${n}`));
    const numbers = [...new Set(many)].map(Number).sort((a, b) => a - b);
    expect(numbers).toStrictEqual(Array.from({ length: partitions }, (_, n) => n));
  });

  it('stay the same for the same user', () => {
    expect(users.map((sub) => storeOf(16).partitionOf(sub))).toStrictEqual(
      users.map((sub) => storeOf(16).partitionOf(sub)),
    );
  });

  it('are written into the ids and into the keys', async () => {
    const store = storeOf(16);
    const request = newRequest(store.partitionOf('alice'));
    await store.create(request, noCaps);
    const partition = store.partitionOf('alice');
    expect(request.selector.startsWith(partition)).toBe(true);
    expect(await redis.keys()).toHaveLength(2);
    for (const key of await redis.keys())
      expect(key.startsWith(`${redis.keyPrefix}:{${partition}}:`)).toBe(true);
  });

  it.each([
    [1, 16],
    [16, 1],
    [16, 64],
    [64, 16],
  ])('may change from %i to %i: ids from before stay valid to the end', async (before, after) => {
    const [old, changed] = [storeOf(before), storeOf(after)];
    const request = newRequest(old.partitionOf('alice'));
    const [create, ...rest] = lifeOf(changed, request);
    expect(create!.name).toBe('create');
    await old.create(request, noCaps);
    for (const { name, ask, answer } of rest) {
      if (name === 'list') continue;
      const got = await ask();
      if (typeof answer === 'object') expect(got).toMatchObject(answer as object);
      else expect(got).toBe(answer);
    }
  });

  it.each([
    [1, 16],
    [64, 16],
  ])('may change from %i to %i: a decision clears the index from before', async (before, after) => {
    const old = storeOf(before);
    const request = newRequest(old.partitionOf('alice'));
    await old.create(request, noCaps);
    await storeOf(after).decide(approvalIdOf(request), denial, 'alice');
    expect((await redis.keys()).filter((key) => key.includes(':u:'))).toStrictEqual([]);
  });
});
