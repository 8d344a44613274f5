import { Redis } from 'ioredis';
import type { CibaStore, ScanQuestion } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { recordingClient, useRedis } from '../../support/contract-redis.ts';
import { newRequest, noCaps } from '../../support/contract-requests.ts';
import { testRedisUrl } from '../../support/stores.ts';

async function selectorsOf(store: CibaStore, filter: ScanQuestion['filter'] = {}): Promise<string[]> {
  const found: string[] = [];
  for (let from: ScanQuestion['from'], first = true; first || from !== undefined; first = false) {
    const page = await store.scan({ filter, limit: 100, ...(from && { from }) });
    found.push(...page.found.map(({ selector }) => selector));
    from = page.next;
  }
  return found;
}

async function stored(store: CibaStore, partition = ''): Promise<string> {
  const request = newRequest(partition);
  await store.create(request, noCaps);
  return request.selector;
}

describe('a look through the requests in Redis', () => {
  const redis = useRedis();

  it('finds those of its own issuer alone', async () => {
    const [one, other] = [1, 2].map(() => redisStore(redis.client, { keyPrefix: redis.keyPrefix }));
    one?.bind('https://one.example');
    other?.bind('https://other.example');
    const selector = await stored(one as CibaStore);
    expect(await selectorsOf(one as CibaStore)).toStrictEqual([selector]);
    expect(await selectorsOf(other as CibaStore)).toStrictEqual([]);
  });

  it('finds them where the client puts something in front of each key', async () => {
    const client = new Redis(testRedisUrl(), { keyPrefix: 'app:' });
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    const selector = await stored(store);
    await stored(redisStore(redis.client, { keyPrefix: redis.keyPrefix }));
    expect(await selectorsOf(store)).toStrictEqual([selector]);
    await client.quit();
  });

  it('finds those of an earlier number of partitions', async () => {
    const before = redisStore(redis.client, { keyPrefix: redis.keyPrefix, partitions: 16 });
    const selector = await stored(before, before.partitionOf('alice'));
    const now = redisStore(redis.client, { keyPrefix: redis.keyPrefix });
    expect(await selectorsOf(now)).toStrictEqual([selector]);
    expect(await now.withdraw(selector)).toMatchObject({ outcome: 'accepted' });
  });

  it('asks at most ten times at once, however many keys there are', async () => {
    let scans = 0;
    const scan = async (): Promise<[string, string[]]> => {
      scans += 1;
      return [String(scans), []];
    };
    const store = redisStore({ ...recordingClient(redis.client), scan });
    expect(await store.scan({ filter: {}, limit: 100 })).toStrictEqual({
      found: [],
      next: { node: 0, position: '10' },
    });
    expect(scans).toBe(10);
  });

  it('asks the index for the pending requests of one user', async () => {
    const store = redisStore(recordingClient(redis.client), { keyPrefix: redis.keyPrefix });
    const selector = await stored(store);
    expect(await selectorsOf(store, { sub: 'alice', state: 'pending' })).toStrictEqual([selector]);
    expect(await selectorsOf(store, { sub: 'alice', state: 'pending', clientId: 'other' })).toStrictEqual([]);
  });

  it('goes from node to node', async () => {
    const info = async (): Promise<string> => '';
    const asked: string[] = [];
    const nodeOf = (name: string) => ({
      info,
      scan: async (cursor: string): Promise<[string, string[]]> => {
        asked.push(`${name} ${cursor}`);
        return [cursor === '0' ? '18446744073709551615' : '0', []];
      },
    });
    const nodes = () => [nodeOf('first'), nodeOf('second')];
    const store = redisStore({ ...recordingClient(redis.client), nodes });
    expect(await store.scan({ filter: {}, limit: 100 })).toStrictEqual({ found: [] });
    const far = '18446744073709551615';
    expect(asked).toStrictEqual(['first 0', `first ${far}`, 'second 0', `second ${far}`]);
  });

  it('needs a client that can scan', async () => {
    const store = redisStore(recordingClient(redis.client));
    await expect(store.scan({ filter: {}, limit: 1 })).rejects.toThrow('Redis: this client has no scan');
  });
});
