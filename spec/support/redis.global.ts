import { hasChromium } from '../browser/support/chromium.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';

declare global {
  var stopTestRedis: (() => Promise<unknown>) | undefined;
}

/** Finds a Redis for the suite: REDIS_URL, else a redis-server on the PATH, else js-redis-server; and says which. */
export default async function findRedis(): Promise<void> {
  const { url, which } = await chosenRedis();
  process.env.CIBA_TEST_REDIS = url;
  process.stdout.write(`\nRedis for the tests: ${which}\n`);
  if (!hasRedisServer()) say('server', 'a redis-server on the PATH');
  if (!hasChromium()) say('browser', 'a Chromium');
}

function say(project: string, needed: string): void {
  process.stdout.write(`The project "${project}" needs ${needed} and does not run.\n`);
}

async function chosenRedis(): Promise<{ url: string; which: string }> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, which: 'REDIS_URL' };
  if (hasRedisServer()) {
    const server: RedisServer = await startRedisServer();
    globalThis.stopTestRedis = () => server.kill();
    return { url: server.url, which: 'redis-server on the PATH' };
  }
  if (process.env.REDIS_REQUIRED === '1') throw new Error('REDIS_REQUIRED=1, but there is no Redis');
  const { createRedisMock } = await import('js-redis-server');
  const server = await createRedisMock();
  const [address] = server.addresses();
  globalThis.stopTestRedis = () => server.close();
  return {
    url: `redis://${address?.host}:${address?.port}`,
    which: 'js-redis-server (no redis-server on the PATH)',
  };
}
