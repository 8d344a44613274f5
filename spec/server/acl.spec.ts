import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
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
