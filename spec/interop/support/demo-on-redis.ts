import { redisStore } from 'express-ciba';
import { Redis } from 'ioredis';
import { startDemo } from '../../../examples/demo/host.js';
import { freshPrefix, testRedisUrl } from '../../support/stores.js';

/** The demo host in this process, on the suite's Redis; clients poll each second. */
export async function demoOnRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const redis = new Redis(testRedisUrl());
  const store = redisStore(redis, { keyPrefix: freshPrefix() });
  const { url, close } = await startDemo({ port: 0, interval: 1, store, notify: () => undefined });
  return { url, close: () => close().finally(() => redis.disconnect()) };
}
