import { type CibaStore, memoryStore, redisStore } from 'express-ciba';
import { Redis } from 'ioredis';

/** A store and how to let go of what it stands on. */
export interface OpenStore {
  readonly store: CibaStore;
  close(): Promise<unknown>;
}

/** In memory, or in the Redis at a URL. @throws Error when that Redis does not answer */
export async function openStore(url: string): Promise<OpenStore> {
  if (url === 'memory') return { store: memoryStore(), close: async () => undefined };
  const redis = new Redis(url, { lazyConnect: true });
  redis.on('error', (error) => console.error(`Redis: ${error.message}`));
  await redis.connect().catch(() => {
    redis.disconnect();
    throw new Error('Redis does not answer');
  });
  return {
    store: redisStore(redis, { keyPrefix: 'ciba-fapi' }),
    // A Redis that is gone is left at once.
    close: () => redis.quit().catch(() => redis.disconnect()),
  };
}
