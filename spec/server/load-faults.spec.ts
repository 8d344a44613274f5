import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { type Load, PATIENT, PLAIN, UNAVAILABLE, underLoad } from '../support/server-load.ts';
import { asked } from '../support/server-replicas.ts';
import { until } from '../support/server-until.ts';

/** In seconds. */
const STORE_TIMEOUT = 2;

jest.setTimeout(90_000);

let dir: string;
let server: RedisServer;
let client: Redis;
let host: ServedHost;
let load: Load;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ciba-aof-'));
  server = await durableServer();
  client = new Redis(server.url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await until(() => client.status === 'ready', 'connected');
  host = await serve({
    store: redisStore(client),
    storeTimeout: STORE_TIMEOUT,
    adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
  });
  load = underLoad(host);
  await more(20);
});

afterEach(async () => {
  await load.stop();
  await host.stop();
  client.disconnect();
  await server.kill();
  rmSync(dir, { recursive: true, force: true });
});

it('scripts that are flushed again and again under load are not missed by anybody', async () => {
  const goal = load.redeemed() + 150;
  await asked(server, (redis) =>
    until(async () => {
      await redis.script('FLUSH');
      return load.redeemed() >= goal;
    }, 'flows end in tokens'),
  );
  const { heard } = await expectNothingLost();
  expect(heard).toEqual(PLAIN);
  expect(host.logged).toEqual([]);
});

it('a Redis that stalls for less than storeTimeout makes callers wait and hear nothing of it', async () => {
  for (let spike = 0; spike < 5; spike++) {
    await asked(server, (redis) => redis.client('PAUSE', 150));
    await more(10);
  }
  const { heard } = await expectNothingLost();
  expect(heard).toEqual(PLAIN);
});

it.each<[how: string, stall: () => unknown, resume: () => unknown]>([
  [
    'stalls for writes alone',
    () => asked(server, (redis) => redis.call('CLIENT', 'PAUSE', '60000', 'WRITE')),
    () => asked(server, (redis) => redis.call('CLIENT', 'UNPAUSE')),
  ],
  ['stalls altogether', () => server.process.kill('SIGSTOP'), () => server.process.kill('SIGCONT')],
])(
  'a Redis that %s for longer than storeTimeout makes callers hear 503 with Retry-After, and loses nothing',
  async (_how, stall, resume) => {
    const { body } = await host.till.request({ login_hint: 'alice' });
    await stall();
    await until(
      () => ['poll', 'approve', 'request'].some((who) => load.hasHeard(`${who}: ${UNAVAILABLE}`)),
      '503',
    );
    expect(refusalLine(await host.till.request({ login_hint: 'bob' }))).toBe(UNAVAILABLE);
    await resume();
    await more(50);
    const { heard } = await expectNothingLost();
    expect(heard.filter((line) => !PATIENT.includes(line))).toEqual([]);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    await until(async () => (await host.ciba.listRequests({ sub: 'bob' })).length === 0, 'undone');
  },
);

it('a Redis with appendfsync always that is killed twice under load makes callers hear 503 with Retry-After, and loses nothing', async () => {
  for (let time = 0; time < 2; time++) {
    await server.kill();
    await until(() => client.status !== 'ready', 'the client has noticed');
    expect(refusalLine(await host.till.request())).toBe(UNAVAILABLE);
    server = await durableServer(server.port);
    await more(50);
  }
  const { heard } = await expectNothingLost();
  expect(heard.filter((line) => !PATIENT.includes(line))).toEqual([]);
});

/** Waits until so many more flows have ended in tokens. */
async function more(flows: number): Promise<void> {
  const goal = load.redeemed() + flows;
  await until(() => load.redeemed() >= goal, 'flows end in tokens');
}

/** Every acknowledged request has ended in tokens, once. */
async function expectNothingLost() {
  const report = await load.stop();
  expect(report.lost).toEqual([]);
  expect(report.tokens).toHaveLength(report.acknowledged);
  expect(new Set(report.tokens).size).toBe(report.acknowledged);
  return report;
}

/** A server that has every write on disk before it answers. */
function durableServer(port?: number): Promise<RedisServer> {
  return startRedisServer(['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'], port);
}
