import { type CibaStore, memoryStore, redisStore } from 'express-ciba';
import { Redis } from 'ioredis';

/** A store and how to let go of what it stands on. */
export interface OpenStore {
  readonly store: CibaStore;
  close(): void;
}

/** In memory, or in the Redis at `url`. @throws Error when that Redis does not answer */
export async function openStore(url: string | undefined): Promise<OpenStore> {
  if (url === undefined) return { store: memoryStore(), close: () => undefined };
  const redis = new Redis(url, { lazyConnect: true });
  redis.on('error', (error) => console.error(`Redis: ${error.message}`));
  await redis.connect().catch(() => {
    redis.disconnect();
    throw new Error('Redis does not answer');
  });
  return { store: redisStore(redis, { keyPrefix: 'ciba-demo' }), close: () => redis.disconnect() };
}
