import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { CibaAdapter } from '../../lib/adapter.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';

const UNAVAILABLE = '503 temporarily_unavailable, Retry-After 5, error+error_description';
const WHILE_CLAIMED = '400 authorization_pending, Retry-After 1, error+error_description';
const REDEEMED = '400 invalid_grant, Retry-After absent, error+error_description';

let server: RedisServer;
let client: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
});

afterAll(async () => {
  client.disconnect();
  await server.kill();
});

it('issueTokens that throws: 503 with Retry-After, and the very next poll gets the tokens', async () => {
  const { host, mints } = await hostWhoseFirstMint(() =>
    Promise.reject(new Error('the token table is locked')),
  );
  const authReqId = await approved(host);
  const failed = await host.till.poll(authReqId);
  expect(refusalLine(failed)).toBe(UNAVAILABLE);
  expect(failed.text).not.toContain('locked');
  expectTokens(await host.till.poll(authReqId));
  expect(refusalLine(await host.till.poll(authReqId))).toBe(REDEEMED);
  expect(mints()).toBe(2);
  await host.stop();
});

it('issueTokens that hangs past callbackTimeout: the same, and meanwhile others hear authorization_pending', async () => {
  const { host, mints } = await hostWhoseFirstMint(() => new Promise(() => undefined));
  const authReqId = await approved(host);
  const first = host.till.poll(authReqId);
  const meanwhile = await host.till.poll(authReqId);
  expect([refusalLine(meanwhile), refusalLine(await first)].sort()).toEqual([WHILE_CLAIMED, UNAVAILABLE]);
  expectTokens(await host.till.poll(authReqId));
  expect(refusalLine(await host.till.poll(authReqId))).toBe(REDEEMED);
  expect(mints()).toBe(2);
  await host.stop();
});

it('tokens that issueTokens delivers after its deadline were minted and may not be sent: they are revoked', async () => {
  const late = { access_token: 'access-late', token_type: 'Bearer' };
  const { host, revoked } = await hostWhoseFirstMint(() => sleep(500, late));
  const authReqId = await approved(host);
  expect(refusalLine(await host.till.poll(authReqId))).toBe(UNAVAILABLE);
  expectTokens(await host.till.poll(authReqId));
  await until(() => revoked.length > 0, 'the late tokens are revoked', 1500);
  expect(revoked).toEqual(['access-late']);
  await host.stop();
});

async function hostWhoseFirstMint(
  fails: CibaAdapter['issueTokens'],
): Promise<{ host: ServedHost; mints: () => number; revoked: string[] }> {
  let mints = 0;
  const revoked: string[] = [];
  const host = await serve({
    store: redisStore(client),
    callbackTimeout: 0.3,
    adapter: {
      issueTokens: (grant) =>
        ++mints === 1 ? fails(grant) : { access_token: `access-${mints}`, token_type: 'Bearer' },
      revokeTokens: ({ access_token }) => revoked.push(access_token),
    },
  });
  return { host, mints: () => mints, revoked };
}

async function approved(host: ServedHost): Promise<unknown> {
  const { body } = await host.till.request();
  await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
  return body.auth_req_id;
}

function expectTokens({ status, body }: Reply): void {
  expect([status, body.access_token, body.token_type]).toEqual([200, 'access-2', 'Bearer']);
}
