import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { bell, listening } from '../support/outbox-changes.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { startWorker, type Worker } from '../support/server-workers.ts';
import { subscribers } from '../support/waiting-redis.ts';

jest.setTimeout(60_000);

let server: RedisServer;
let redis: Redis;
/** Where users look. */
let a: ServedHost;
/** Another process, where clients ask and users decide. */
let b: Worker;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
  const store = redisStore(redis);
  a = await serve({ store, caps: false });
  await listening(store);
  b = await startWorker({ url: server.url });
});

afterAll(async () => {
  await b.kill();
  await a.stop();
  redis.disconnect();
  await server.kill();
});

/** Watches for a user. */
function watched(sub: string): ReturnType<typeof bell> & { stop(): void } {
  const ears = bell();
  return { ...ears, stop: a.ciba.watchRequests({ sub }, ears.ring) };
}

/** How long it takes until somebody who watches in this process has been called, in milliseconds. */
async function untilTold(sub: string, happens: () => Promise<unknown>): Promise<number> {
  const { rung, stop } = watched(sub);
  const began = performance.now();
  await Promise.all([happens(), rung]);
  stop();
  return performance.now() - began;
}

describe('a page that is open in one process', () => {
  it('hears of a request that comes in at another, and lists it by then', async () => {
    const { rung, stop } = watched('alice');
    const asked = b.till.request({ login_hint: 'alice' });
    await rung;
    expect(await a.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
    expect((await asked).status).toBe(200);
    stop();
  });

  it('hears of a decision in another within 200 ms at the median', async () => {
    const took: number[] = [];
    const [deciding, other] = [new Redis(server.url), [] as string[]];
    const elsewhere = await serve({
      store: redisStore(deciding),
      caps: false,
      adapter: { notifyUser: ({ id }) => void other.push(id) },
    });
    for (let n = 0; n < 31; n += 1) {
      await elsewhere.till.request();
      const id = other.at(-1) ?? '';
      took.push(await untilTold('alice', () => elsewhere.ciba.approve(id, { sub: 'alice' })));
    }
    await elsewhere.stop();
    deciding.disconnect();
    expect(took.sort((one, two) => one - two)[15]).toBeLessThan(200);
  });

  it('takes one connection for all users', async () => {
    const stops = Array.from({ length: 500 }, (_, n) => watched(`user-${n}`).stop);
    await untilTold('user-499', () => b.till.request({ login_hint: 'user-499' }));
    expect(await subscribers(redis)).toBe(1);
    for (const stop of stops) stop();
  });

  it('is called once the connection that listens is back, after it was cut', async () => {
    const { rung, stop } = watched('bob');
    await redis.client('KILL', 'TYPE', 'PUBSUB');
    await rung;
    stop();
    await untilTold('bob', () => b.till.request({ login_hint: 'bob' }));
  });
});
