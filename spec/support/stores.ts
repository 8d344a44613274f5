import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { testClock } from './clock.js';

/** A store under a clock that the test turns. */
export interface OpenStore {
  readonly store: CibaStore;
  now(): number;
  /** Lets time pass for the store's clock and for the TTLs of what it holds. */
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** One kind of store. */
export interface StoreCase {
  readonly name: string;
  open(): Promise<OpenStore>;
}

const memory: StoreCase = {
  name: 'memoryStore',
  async open() {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    return {
      store,
      now: clock.now,
      advance: async (ms) => clock.advance(ms),
      close: async () => store.close(),
    };
  },
};

const redis: StoreCase = {
  name: 'redisStore',
  async open() {
    const client = new Redis(testRedisUrl());
    return overRedis(client, { keyPrefix: freshPrefix() }, async () => {
      await client.quit();
    });
  },
};

/** The stores that every run has: memory, and Redis over whatever server the set-up found. */
export const storeCases: readonly StoreCase[] = [memory, redis];

/** Where the set-up found Redis. */
export function testRedisUrl(): string {
  const url = process.env.CIBA_TEST_REDIS;
  if (url === undefined) throw new Error('the global set-up has not run');
  return url;
}

/** A key prefix that no other test uses. */
export function freshPrefix(): string {
  return `ciba-test-${randomBytes(6).toString('hex')}`;
}

type KeySpace = Pick<Redis, 'keys' | 'pttl' | 'pexpire' | 'del' | 'evalsha' | 'eval' | 'info'>;

/** A Redis store under a test clock; `advance` ages the TTLs of its keys too. */
export function overRedis(
  client: KeySpace,
  options: { keyPrefix: string; partitions?: number },
  close: () => Promise<void>,
  nodes: readonly Pick<Redis, 'keys'>[] = [client],
): OpenStore {
  const clock = testClock();
  return {
    store: redisStore(client, { ...options, now: clock.now }),
    now: clock.now,
    async advance(milliseconds) {
      clock.advance(milliseconds);
      for (const node of nodes) {
        for (const key of await node.keys(`${options.keyPrefix}:*`)) await age(client, key, milliseconds);
      }
    },
    close,
  };
}

async function age(client: KeySpace, key: string, milliseconds: number): Promise<void> {
  const left = (await client.pttl(key)) - milliseconds;
  if (left > 0) await client.pexpire(key, left);
  else await client.del(key);
}
