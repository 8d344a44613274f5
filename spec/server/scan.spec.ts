import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { CibaStore, ScanAnswer } from '../../lib/request/store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { newRequest, noCaps } from '../support/contract-requests.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

let server: RedisServer;
let client: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
});

afterAll(async () => {
  client.disconnect();
  await server.kill();
});

async function pagesOf(store: CibaStore, limit = 100): Promise<ScanAnswer[]> {
  const pages = [await store.scan({ filter: {}, limit })];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
    pages.push(await store.scan({ filter: {}, limit, from: next }));
  return pages;
}

const selectorsOf = (pages: readonly ScanAnswer[]): string[] =>
  pages.flatMap(({ found }) => found.map(({ selector }) => selector)).sort();

async function stored(store: CibaStore): Promise<string> {
  const request = newRequest();
  await store.create(request, noCaps);
  return request.selector;
}

describe('a look through the requests of a whole Redis server', () => {
  it.each([
    ['a*c', 'abc'],
    ['a?c', 'abc'],
    ['a[b]c', 'abc'],
    ['a\\c', 'ac'],
    ['till', 'shop-till'],
  ])('under the prefix %s finds none of those under %s', async (own, others) => {
    const [mine, theirs] = [own, others].map((keyPrefix) => redisStore(client, { keyPrefix }));
    const selector = await stored(mine as CibaStore);
    await stored(theirs as CibaStore);
    expect(selectorsOf(await pagesOf(mine as CibaStore))).toStrictEqual([selector]);
  });

  it('takes several calls where there is much to look through, and misses none', async () => {
    const store = redisStore(client, { keyPrefix: 'many' });
    const selectors = await Promise.all(Array.from({ length: 300 }, () => stored(store)));
    const pages = await pagesOf(store, 7);
    expect(pages.length).toBeGreaterThan(1);
    expect([...new Set(selectorsOf(pages))]).toStrictEqual(selectors.sort());
  });
});
