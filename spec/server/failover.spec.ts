import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import type { RedisServer } from '../support/redis-server.ts';
import { refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { PATIENT, UNAVAILABLE, underLoad } from '../support/server-load.ts';
import {
  MASTER_NAME,
  type Sentinel,
  startMaster,
  startReplica,
  startSentinel,
} from '../support/server-replicas.ts';
import { until } from '../support/server-until.ts';

jest.setTimeout(40_000);

let servers: RedisServer[];
let sentinel: Sentinel;
let client: Redis;
let host: ServedHost;

beforeEach(async () => {
  const master = await startMaster();
  servers = [master, await startReplica(master), await startReplica(master, 2)];
  sentinel = await startSentinel(master, 2);
  client = new Redis({
    sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
    name: MASTER_NAME,
    retryStrategy: () => 50,
    sentinelRetryStrategy: () => 50,
  }).on('error', () => undefined);
  await until(() => client.status === 'ready', 'connected');
  host = await serve({
    store: redisStore(client, { waitReplicas: { count: 1, ms: 500 } }),
    adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
  });
});

afterEach(async () => {
  await host.stop();
  client.disconnect();
  await sentinel.kill();
  await Promise.all(servers.map((server) => server.kill()));
});

it('a failover by Sentinel under load makes callers hear 503 with Retry-After, and with waitReplicas loses nothing that was acknowledged', async () => {
  const pending = await host.till.request({ login_hint: 'alice' });
  const approved = await host.till.request({ login_hint: 'bob' });
  await host.ciba.approve(host.notified[1] ?? '', { sub: 'bob' });
  expect([pending.status, approved.status]).toEqual([200, 200]);
  const load = underLoad(host);
  await until(() => load.redeemed() > 50, 'flows end in tokens');
  await servers[0]?.kill();
  await until(() => client.status !== 'ready', 'the client has noticed');
  expect(refusalLine(await host.till.request({ login_hint: 'carol' }))).toBe(UNAVAILABLE);
  expect(refusalLine(await host.till.poll(pending.body.auth_req_id))).toBe(UNAVAILABLE);
  const before = load.redeemed();
  await until(() => load.redeemed() > before + 50, 'flows end in tokens at the new master', 20_000);
  const { heard, acknowledged, lost, tokens } = await load.stop();
  expect(heard.filter((line) => !PATIENT.includes(line))).toEqual([]);
  expect(lost).toEqual([]);
  expect([tokens.length, new Set(tokens).size]).toEqual([acknowledged, acknowledged]);
  expect((await host.till.poll(pending.body.auth_req_id)).body.error).toBe('authorization_pending');
  expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  expect((await host.till.poll(approved.body.auth_req_id)).status).toBe(200);
  expect((await host.till.poll(approved.body.auth_req_id)).body.error).toBe('invalid_grant');
});
