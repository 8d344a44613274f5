import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { freshPrefix, overRedis, type StoreCase, testRedisUrl } from '../support/stores.ts';
import { describeStore } from './store.contract.ts';

const partitioned: StoreCase = {
  name: 'redisStore with 16 partitions',
  async open() {
    const client = new Redis(testRedisUrl());
    return overRedis(client, { keyPrefix: freshPrefix(), partitions: 16 }, async () => {
      await client.quit();
    });
  },
};

const ioredis5: StoreCase = {
  name: 'redisStore over ioredis 5',
  async open() {
    const client = new Redis5(testRedisUrl());
    return overRedis(client, { keyPrefix: freshPrefix() }, async () => {
      await client.quit();
    });
  },
};

for (const storeCase of [partitioned, ioredis5]) describeStore(storeCase);
