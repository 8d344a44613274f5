import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis, type RedisOptions } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, type ServedHost, serve } from '../support/server-http.ts';
import { until, untilTime } from '../support/server-until.ts';

const STORE_TIMEOUT = 1.5;

jest.setTimeout(30_000);

let dir: string;
let server: RedisServer;
let client: Redis;
let host: ServedHost;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ciba-aof-'));
  server = await durableServer();
  await open();
});

afterEach(async () => {
  await close();
  await server.kill();
  rmSync(dir, { recursive: true, force: true });
});

describe('Redis is killed', () => {
  it.each([
    ['commands wait for it', {}],
    ['commands fail at once', { enableOfflineQueue: false, maxRetriesPerRequest: 0 }],
  ])('both endpoints answer 503 and never invalid_grant, where %s', async (_where, options) => {
    await close();
    await open(options);
    const { body } = await host.till.request();
    await server.kill();
    expectUnavailable(await host.till.request());
    expectUnavailable(await host.till.poll(body.auth_req_id));
    expectUnavailable(await host.till.poll(`${'A'.repeat(22)}.${'B'.repeat(43)}`));
    await expect(host.ciba.listRequests({ sub: 'alice' })).rejects.toMatchObject({
      error: 'temporarily_unavailable',
    });
    server = await durableServer(server.port);
  });

  it('what was pending is there again with Redis, and redeemable', async () => {
    const { body } = await host.till.request({ binding_message: 'W4SCT' });
    await server.kill();
    expectUnavailable(await host.till.request({ login_hint: 'bob' }));
    server = await durableServer(server.port);
    await until(() => client.status === 'ready', 'reconnected');
    expect(await host.ciba.listRequests({ sub: 'alice' })).toMatchObject([{ binding_message: 'W4SCT' }]);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('an approval given before it is redeemable after it', async () => {
    const { body } = await host.till.request();
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await server.kill();
    server = await durableServer(server.port);
    await until(() => client.status === 'ready', 'reconnected');
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('invalid_grant');
  });

  it('a client that kept its interval through the outage hears no slow_down after it', async () => {
    await close();
    await open({}, { interval: 1 });
    const { body } = await host.till.request();
    await server.kill();
    expectUnavailable(await host.till.poll(body.auth_req_id), '1');
    const retryAt = Date.now() + 1000;
    await untilTime(retryAt - 300);
    server = await durableServer(server.port);
    await until(() => client.status === 'ready' && Date.now() >= retryAt, 'reconnected, Retry-After over');
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
  });
});

describe('Redis is paused for longer than storeTimeout', () => {
  it('both endpoints answer 503, and a poll counts nothing against the approval that follows', async () => {
    const { body } = await host.till.request();
    await paused(async () => {
      expectUnavailable(await host.till.request());
      expectUnavailable(await host.till.poll(body.auth_req_id));
    });
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('what the late create left behind is not pending, and nobody was told of it', async () => {
    await paused(async () => expectUnavailable(await host.till.request()));
    await until(async () => (await states()).join() === 'failed', 'the late request is failed');
    expect(await host.ciba.listRequests({ sub: 'alice' })).toEqual([]);
    expect(await client.keys('ciba:*:u:*')).toEqual([]);
    expect(host.notified).toEqual([]);
  });

  it('a claim that came too late to mint under is given back', async () => {
    const { body } = await host.till.request();
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await paused(async () => expectUnavailable(await host.till.poll(body.auth_req_id)));
    await until(async () => (await claims()).join() === '0', 'the late claim is given back');
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('a commit that is late within the lease still hands out the one set of tokens', async () => {
    await close();
    const pauseOnMint = async () => {
      await client.client('PAUSE', STORE_TIMEOUT * 2000);
      return { access_token: 'access-1', token_type: 'Bearer' };
    };
    await open({}, { adapter: { issueTokens: pauseOnMint } });
    const { body } = await host.till.request();
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    const reply = await host.till.poll(body.auth_req_id);
    expect([reply.status, reply.body.access_token]).toEqual([200, 'access-1']);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('invalid_grant');
  });
});

it('scripts that Redis forgets in mid-flow are not missed', async () => {
  const flush = () => client.script('FLUSH');
  await flush();
  const { status, body } = await host.till.request();
  await flush();
  expect((await host.till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
  await flush();
  expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  await flush();
  expect(await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' })).toEqual({ outcome: 'accepted' });
  await flush();
  const tokens = await host.till.poll(body.auth_req_id);
  expect([status, tokens.status, host.logged]).toEqual([200, 200, []]);
});

describe('ready()', () => {
  it('finds nothing wrong with a server that keeps everything', async () => {
    expect(await host.ciba.ready()).toEqual({ ready: true, problems: [] });
  });

  it('says that the store does not answer', async () => {
    await server.kill();
    await until(() => client.status !== 'ready', 'the client has noticed');
    expect(await host.ciba.ready()).toEqual({
      ready: false,
      problems: [expect.stringMatching(/^the store does not answer: Redis: the connection is down \(\w+\)$/)],
    });
    server = await durableServer(server.port);
  });

  it('names an eviction policy that may drop pending requests', async () => {
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await host.ciba.ready()).toEqual({
      ready: false,
      problems: ['maxmemory-policy allkeys-lru may drop pending requests: set noeviction'],
    });
  });
});

type QueueOptions = Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest'>;

/** A server that has every write on disk before it answers. */
function durableServer(port?: number): Promise<RedisServer> {
  return startRedisServer(['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'], port);
}

async function open(options: QueueOptions = {}, changes: Partial<Parameters<typeof serve>[0]> = {}) {
  client = new Redis(server.url, { retryStrategy: () => 50, ...options });
  client.on('error', () => undefined);
  await until(() => client.status === 'ready', 'connected');
  host = await serve({ store: redisStore(client), storeTimeout: STORE_TIMEOUT, ...changes });
}

async function close(): Promise<void> {
  await host.stop();
  client.disconnect();
}

/** Stops the server's process while `work` is done. */
async function paused(work: () => Promise<void>): Promise<void> {
  server.process.kill('SIGSTOP');
  try {
    await work();
  } finally {
    server.process.kill('SIGCONT');
  }
}

async function states(): Promise<(string | null)[]> {
  return Promise.all((await client.keys('ciba:*:r:*')).map((key) => client.hget(key, 's')));
}

async function claims(): Promise<(string | null)[]> {
  return Promise.all((await client.keys('ciba:*:r:*')).map((key) => client.hget(key, 'l')));
}

function expectUnavailable({ status, headers, body }: Reply, retryAfter: string = '5'): void {
  expect(status).toBe(503);
  expect(body).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'The server is busy; try again later.',
  });
  expect(headers).toMatchObject({
    'retry-after': retryAfter,
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
}
