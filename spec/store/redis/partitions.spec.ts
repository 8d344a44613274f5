import { partitionOfSelector } from '../../../lib/request/ids.js';
import type { CibaStore, Delivery } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { lifeOf, recordingClient, useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';
import { refused } from '../../support/outbox-bench.ts';

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

  /** Stores a ping request by one store and has it decided by another. */
  const decided = async (storing: CibaStore, deciding: CibaStore, sub: string): Promise<string> => {
    const request = newRequest(storing.partitionOf(sub), { sub, deliveryMode: 'ping' });
    await storing.create(request, noCaps);
    await deciding.decide(approvalIdOf(request), denial, sub);
    return request.selector;
  };
  const selectorsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ record }) => record.selector);

  it.each([
    [1, 16],
    [16, 1],
    [16, 64],
    [64, 16],
  ])('may change from %i to %i: what is decided then is told', async (before, after) => {
    const [old, changed] = [storeOf(before), storeOf(after)];
    for (const sub of users.slice(0, 10)) {
      const selector = await decided(old, changed, sub);
      const take = () => changed.take(10, 30, partitionOfSelector(selector));
      const taken = await take();
      expect(selectorsOf(taken)).toStrictEqual([selector]);
      await changed.bury(taken[0]!.ticket, refused);
      expect(await changed.replay(selector)).toBe(true);
      const [again] = await take();
      await changed.settle(again!.ticket);
    }
  });

  it.each([
    [1, 16],
    [16, 64],
    [1, 64],
  ])('may grow from %i to %i: what was left in the outbox is found', async (before, after) => {
    const old = storeOf(before);
    const left = await Promise.all(users.slice(0, 20).map((sub) => decided(old, old, sub)));
    const [changed, found] = [storeOf(after), new Set<string>()];
    for (let round = 0; round < after / 16; round += 1)
      for (const selector of selectorsOf(await changed.take(100, 30))) found.add(selector);
    expect([...found].sort()).toStrictEqual(left.sort());
  });

  it.each([1, 2, 16, 17, 40, 100])('are all looked at in turn: %i', async (partitions) => {
    const store = storeOf(partitions);
    const left = await Promise.all(users.slice(0, 60).map((sub) => decided(store, store, sub)));
    const found: string[] = [];
    for (let round = 0; round < partitions / 16; round += 1)
      found.push(...selectorsOf(await store.take(100, 30)));
    expect(found.sort()).toStrictEqual(left.sort());
  });

  it('starve none: what is due everywhere is taken from everywhere in time', async () => {
    const store = storeOf(40);
    const left = await Promise.all(users.slice(0, 60).map((sub) => decided(store, store, sub)));
    const found: string[] = [];
    for (let round = 0; found.length < left.length && round < 200; round += 1)
      found.push(...selectorsOf(await store.take(1, 3600)));
    expect(found.sort()).toStrictEqual(left.sort());
  });

  it('cost no more than a few commands a look, however many there are', async () => {
    const client = recordingClient(redis.client);
    const store = redisStore(client, { keyPrefix: redis.keyPrefix, partitions: 1000 });
    expect(await store.take(100, 30)).toStrictEqual([]);
    expect(client.commands.filter((command) => command !== 'eval').length).toBeLessThanOrEqual(16);
  });
});
