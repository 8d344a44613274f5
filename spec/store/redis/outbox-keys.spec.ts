import type { NewRequest } from '../../../lib/request/record.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';
import { refused } from '../../support/outbox-bench.ts';
import { answered, pushLife, queuedPush } from '../../support/outbox-life.ts';
import { overRedis } from '../../support/stores.ts';

describe('the keys of the outbox', () => {
  const redis = useRedis();
  const storeOf = (partitions = 1) => redisStore(redis.client, { keyPrefix: redis.keyPrefix, partitions });
  const ping = (values: Partial<NewRequest> = {}) => newRequest('', { deliveryMode: 'ping', ...values });
  const decided = async (request: NewRequest): Promise<NewRequest> => {
    await storeOf().create(request, noCaps);
    await storeOf().decide(approvalIdOf(request), denial);
    return request;
  };
  const buried = async (request: NewRequest): Promise<NewRequest> => {
    await decided(request);
    const [delivery] = await storeOf().take(1, 30);
    await storeOf().bury(delivery!.ticket, refused);
    return request;
  };
  const ttlOf = (suffix: string) => redis.client.pttl(`${redis.keyPrefix}:{0}:${suffix}`);

  it('are two of a partition: what is to be told, and what nobody tells any more', async () => {
    const seen = new Set<string>();
    for (const call of pushLife(storeOf(), newRequest('', queuedPush))) {
      await answered(call);
      for (const key of await redis.keys()) seen.add(key.slice(redis.keyPrefix.length).slice(0, 6));
    }
    expect([...seen].sort()).toStrictEqual([':{0}:d', ':{0}:o', ':{0}:r', ':{0}:u']);
  });

  it('share the hash tag of their partition', async () => {
    const store = storeOf(16);
    const partition = store.partitionOf('alice');
    for (const call of pushLife(store, newRequest(partition, queuedPush))) {
      await answered(call);
      for (const key of await redis.keys())
        expect(key.startsWith(`${redis.keyPrefix}:{${partition}}:`)).toBe(true);
    }
  });

  it('are each issuer’s own', async () => {
    const [one, other] = [storeOf(), storeOf()];
    one.bind('https://one.example.com');
    other.bind('https://other.example.com');
    const request = ping();
    await one.create(request, noCaps);
    await one.decide(approvalIdOf(request), denial);
    expect(await other.take(10, 30)).toStrictEqual([]);
    const [delivery] = await one.take(10, 30);
    await one.bury(delivery!.ticket, refused);
    expect(await other.deadLetters(10)).toStrictEqual([]);
    expect(await one.deadLetters(10)).toHaveLength(1);
  });

  it('hold nothing that a poll client’s request or a pending one would need', async () => {
    for (const deliveryMode of ['poll', 'ping', 'push'] as const)
      await storeOf().create(newRequest('', { deliveryMode }), noCaps);
    const poll = newRequest();
    await storeOf().create(poll, noCaps);
    await storeOf().decide(approvalIdOf(poll), denial);
    expect((await redis.keys()).filter((key) => /:[od]$/.test(key))).toStrictEqual([]);
  });

  it('have a TTL at every step that outlasts the request', async () => {
    const request = newRequest('', queuedPush);
    for (const call of pushLife(storeOf(), request)) {
      await answered(call);
      const looked = performance.now();
      const left = await ttlOf(`r:${request.selector}`);
      for (const key of await redis.keys()) {
        const ttl = await redis.client.pttl(key);
        const elapsed = performance.now() - looked;
        expect([call.name, key, ttl > 0 && ttl + elapsed >= left - 1]).toStrictEqual([call.name, key, true]);
      }
    }
  });

  it.each([
    ['o', decided],
    ['d', buried],
  ])('live as long as the longest of their requests, whichever came first: %s', async (suffix, put) => {
    await put(ping({ lifetime: 10, retention: 20 }));
    expect(await ttlOf(suffix)).toBeLessThanOrEqual(30_000);
    await put(ping({ lifetime: 300, retention: 600 }));
    expect(await ttlOf(suffix)).toBeGreaterThan(890_000);
    await put(ping({ lifetime: 10, retention: 20 }));
    expect(await ttlOf(suffix)).toBeGreaterThan(890_000);
  });

  it('live long enough for a dead letter that is replayed', async () => {
    const { selector } = await buried(ping());
    expect(await ttlOf('o')).toBe(-2);
    await storeOf().replay(selector);
    expect(await ttlOf('o')).toBeGreaterThan(890_000);
    expect(await ttlOf('d')).toBe(-2);
  });

  it('are gone once everything is told', async () => {
    await decided(ping());
    const [delivery] = await storeOf().take(1, 30);
    await storeOf().settle(delivery!.ticket);
    expect(await ttlOf('o')).toBe(-2);
  });

  it('are gone once the retention has ended, whatever was left behind in them', async () => {
    const { store, advance } = overRedis(redis.client, { keyPrefix: redis.keyPrefix }, async () => {});
    const life = (request: NewRequest) => pushLife(store, request);
    for (const steps of [1, 4, 8, 11, 13])
      for (const call of life(newRequest('', queuedPush)).slice(0, steps)) await call.ask();
    expect((await redis.keys()).length).toBeGreaterThan(5);
    await advance(900_000);
    expect(await redis.keys()).toStrictEqual([]);
  });

  it('hold neither the user nor any secret', async () => {
    const request = newRequest('', { ...queuedPush, sub: 'alice@example.com', clientId: 'this-client' });
    for (const call of pushLife(storeOf(), request).slice(0, 11)) await answered(call);
    const outbox = (await redis.keys()).filter((key) => /:[od]$/.test(key));
    expect(outbox).toHaveLength(1);
    const members = (await redis.client.zrange(outbox[0]!, '0', '-1')).join('\n');
    expect(members).toBe(request.selector);
    expect(outbox.join('\n')).not.toContain('alice');
  });
});
