import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { lifeOf } from '../support/contract-redis.ts';
import { approval, approvalIdOf, newRequest, noCaps } from '../support/contract-requests.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

describe('a Redis user without rights to any channel', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    const admin = new Redis(server.url);
    await admin.call('ACL', 'SETUSER', 'host', 'on', '>secret', '~*', 'resetchannels', '+@all');
    await admin.quit();
    redis = new Redis(server.url, { username: 'host', password: 'secret' });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.kill();
  });

  it.each(['poll', 'ping'] as const)('decides whole all the same: %s', async (deliveryMode) => {
    const store = redisStore(redis);
    const request = newRequest('', { deliveryMode, ...(deliveryMode === 'ping' && { callback: 'sealed' }) });
    await store.create(request, noCaps);
    const decided = await store.decide(approvalIdOf(request), approval(), request.sub);
    expect(decided).toMatchObject({ outcome: 'accepted', notifies: deliveryMode === 'ping' });
    expect(await store.take(10, 30)).toHaveLength(deliveryMode === 'ping' ? 1 : 0);
  });
});

describe('a Redis user with the rights that docs/redis.md names, and no others', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    const admin = new Redis(server.url);
    const commands = ['-@all', '+@read', '+@write', '+@scripting', '+@connection', '+@pubsub'];
    const rights = ['~ciba*', 'resetchannels', '&ciba*', ...commands, '+info', '+time', '+wait'];
    await admin.call('ACL', 'SETUSER', 'host', 'on', '>secret', ...rights);
    await admin.quit();
    redis = new Redis(server.url, { username: 'host', password: 'secret' });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.kill();
  });

  it('may do all that a request needs, and wait for replicas', async () => {
    const store = redisStore(redis);
    for (const { ask, answer } of lifeOf(store, newRequest())) {
      const given = await ask();
      if (typeof answer === 'object') expect(given).toMatchObject(answer as object);
      else expect(given).toBe(answer);
    }
    expect(await store.check()).toEqual([]);
    const waiting = redisStore(redis, { waitReplicas: { count: 1, ms: 1 } });
    await expect(waiting.create(newRequest(), noCaps)).rejects.toThrow('0 of 1 replicas confirmed');
  });
});
