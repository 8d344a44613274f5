import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import type { CibaStore } from '../../lib/request/store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { callerOf, type ServedHost, serve } from '../support/server-http.ts';
import { requestKey } from '../support/server-keys.ts';
import { until } from '../support/server-until.ts';

jest.setTimeout(30_000);

let server: RedisServer;
let client: Redis;
let host: ServedHost;
let decided: number;

beforeEach(async () => {
  server = await startRedisServer();
  client = new Redis(server.url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await until(() => client.status === 'ready', 'connected');
  decided = 0;
  host = await serve({ store: counting(redisStore(client)), storeTimeout: 1 });
});

afterEach(async () => {
  await host.stop();
  client.disconnect();
  await server.kill();
});

/** The same store; it counts the decisions it is asked for. */
function counting(store: CibaStore): CibaStore {
  return {
    ...store,
    decide: (...given) => {
      decided += 1;
      return store.decide(...given);
    },
  };
}

describe('what Redis is sure not to have stored is not undone', () => {
  it('where the connection is down', async () => {
    await host.till.request();
    await server.kill();
    await until(() => client.status === 'reconnecting', 'the connection is down');
    for (let i = 0; i < 5; i++) expect((await host.till.request()).status).toBe(503);
    await sleep(600);
    expect(decided).toBe(0);
  });

  it('where Redis is full', async () => {
    await client.config('SET', 'maxmemory', '1');
    const { status, body } = await host.till.request();
    expect([status, body.error, host.notified]).toEqual([503, 'temporarily_unavailable', []]);
    await client.config('SET', 'maxmemory', '0');
    await sleep(600);
    expect(decided).toBe(0);
    expect((await host.till.request()).status).toBe(200);
  });

  it('where Redis has become a replica that takes no writes', async () => {
    await client.replicaof('127.0.0.1', 1);
    expect((await host.till.request()).status).toBe(503);
    await client.replicaof('NO', 'ONE');
    await sleep(600);
    expect([decided, host.notified]).toEqual([0, []]);
  });
});

describe('two issuers on one Redis and one prefix', () => {
  it('know nothing of each other', async () => {
    const other = await serve({ store: redisStore(client), issuer: 'https://other.example.com' });
    const { body } = await host.till.request();
    const [id = ''] = host.notified;
    await host.ciba.approve(id, { sub: 'alice' });
    const stolen = await callerOf(other.port).poll(body.auth_req_id);
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    expect(await other.ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await other.ciba.deny(id, { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await other.ciba.getRequest(id, { sub: 'alice' })).toBeUndefined();
    await host.till.request();
    expect(await other.ciba.listRequests({ sub: 'alice' })).toEqual([]);
    await other.stop();
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
  });
});

describe('one stored request that cannot be read hides no other', () => {
  it.each([
    ['lacks a field', (key: string) => client.hdel(key, 'S')],
    ['holds no JSON where it should', (key: string) => client.hset(key, 'q', '{')],
  ])('where it %s', async (_how, spoil) => {
    const spoilt = await host.till.request();
    await host.till.request();
    const [, id] = host.notified;
    await spoil(requestKey(String(spoilt.body.auth_req_id)));
    expect(await host.ciba.listRequests({ sub: 'alice' })).toMatchObject([{ id }]);
  });
});
