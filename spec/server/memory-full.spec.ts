import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { UNAVAILABLE } from '../support/server-load.ts';
import { until } from '../support/server-until.ts';

let server: RedisServer;
let client: Redis;
let host: ServedHost;

beforeEach(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
  host = await serve({ store: redisStore(client) });
});

afterEach(async () => {
  await host.stop();
  client.disconnect();
  await server.kill();
});

describe('a Redis that is full and evicts nothing', () => {
  it('makes callers hear 503 with Retry-After, and once there is room again nothing is lost', async () => {
    const { body: pending } = await host.till.request();
    const { body: approved } = await host.till.request({ login_hint: 'bob' });
    await host.ciba.approve(host.notified[1] ?? '', { sub: 'bob' });
    await full();
    expect(refusalLine(await host.till.request())).toBe(UNAVAILABLE);
    expect(refusalLine(await host.till.poll(pending.auth_req_id))).toBe(UNAVAILABLE);
    expect(refusalLine(await host.till.poll(approved.auth_req_id))).toBe(UNAVAILABLE);
    const approve = () => host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await expect(approve()).rejects.toMatchObject({ error: 'temporarily_unavailable', status: 503 });
    await room();
    expect(await approve()).toEqual({ outcome: 'accepted' });
    expect((await host.till.poll(pending.auth_req_id)).status).toBe(200);
    expect((await host.till.poll(approved.auth_req_id)).status).toBe(200);
    expect(host.notified).toHaveLength(2);
  });

  it('goes on saying what has ended', async () => {
    const { body: denied } = await host.till.request();
    await host.ciba.deny(host.notified[0] ?? '', { sub: 'alice' });
    const { body: redeemed } = await host.till.request({ login_hint: 'bob' });
    await host.ciba.approve(host.notified[1] ?? '', { sub: 'bob' });
    await host.till.poll(redeemed.auth_req_id);
    await full();
    expect((await host.till.poll(denied.auth_req_id)).body.error).toBe('access_denied');
    expect((await host.till.poll(redeemed.auth_req_id)).body.error).toBe('invalid_grant');
  });

  it('that fills up between the claim and the commit hands out the one set of tokens when there is room', async () => {
    await host.stop();
    const fillUp = async () => {
      await full();
      setTimeout(() => void room(), 500);
      return { access_token: 'access-1', token_type: 'Bearer' };
    };
    host = await serve({ store: redisStore(client), adapter: { issueTokens: fillUp } });
    const { body } = await host.till.request();
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    const reply = await host.till.poll(body.auth_req_id);
    expect([reply.status, reply.body.access_token]).toEqual([200, 'access-1']);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('invalid_grant');
  });
});

describe('a Redis that evicts', () => {
  it.each([
    ...['allkeys-lru', 'allkeys-lfu', 'allkeys-random'],
    ...['volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl'],
  ])('by %s is not ready', async (policy) => {
    await client.config('SET', 'maxmemory-policy', policy);
    expect(await host.ciba.ready()).toEqual({
      ready: false,
      problems: [`maxmemory-policy ${policy} may drop pending requests: set noeviction`],
    });
  });

  it('may drop a request, and its client hears invalid_grant: this is what ready() warns of', async () => {
    await client.config('SET', 'maxmemory-policy', 'volatile-ttl');
    const { body } = await host.till.request();
    await full();
    await host.till.request({ login_hint: 'bob' });
    await until(async () => (await client.dbsize()) === 0, 'evicted');
    await room();
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('invalid_grant');
  });
});

async function full(): Promise<void> {
  await client.config('SET', 'maxmemory', '1');
}

async function room(): Promise<void> {
  await client.config('SET', 'maxmemory', '0');
}
