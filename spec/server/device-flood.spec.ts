import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { newRequest, noCaps } from '../support/contract-requests.ts';
import { type ListeningBench, listeningBench } from '../support/device-bench.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

const MANY = 10_000;

describe('the device API for a user who is asked ten thousand times', () => {
  let server: RedisServer;
  let redis: Redis;
  let bench: ListeningBench;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
    const store = redisStore(redis);
    bench = await listeningBench({ store, device: { now: Date.now } });
    for (let at = 0; at < MANY; at += 500) {
      const some = Array.from({ length: 500 }, (_, n) => newRequest('', { lifetime: 3000 + at + n }));
      await Promise.all(some.map((request) => store.create(request, noCaps)));
    }
  });
  afterAll(async () => {
    await bench.stop();
    redis.disconnect();
    await server.kill();
  });

  it('shows the hundred that expire last, and takes decisions on them, of two at once one', async () => {
    const { requests } = (await bench.judged(bench.get('/requests'))).body;
    expect(requests).toHaveLength(100);
    expect(requests[0].expires_in).toBeGreaterThan(3000 + MANY - 101 - 300);
    const [first, last] = [requests[0].id, requests[99].id];
    const both = await Promise.all([
      bench.post(`/requests/${first}/deny`),
      bench.post(`/requests/${first}/approve`),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await bench.post(`/requests/${last}/approve`)).body).toEqual({ outcome: 'accepted' });
    expect((await bench.post(`/requests/${last}/approve`, {}, 'bob')).body).toEqual({ outcome: 'unknown' });
  });

  it('streams those, and what moves up as they are decided', async () => {
    const { next } = await bench.stream();
    const before = (await next()).data.requests.map(({ id }) => id);
    await bench.post(`/requests/${before[50]}/deny`);
    const after = (await next()).data.requests.map(({ id }) => id);
    expect(after).toHaveLength(100);
    expect(after.slice(1)).toEqual(before.filter((_id, at) => at !== 50));
  });
});
