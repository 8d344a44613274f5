import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { otherTill, till } from '../support/host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { callerOf, type ServedHost, serve } from '../support/server-http.ts';

const TIMES = 20;

let server: RedisServer;
let client: Redis;
let probe: Redis;
let host: ServedHost;

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
  probe = new Redis(server.url);
  host = await serve({
    store: redisStore(client),
    adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
  });
  await Promise.all([client.ping(), probe.ping()]);
  await warmScripts();
});

afterAll(async () => {
  await host.stop();
  client.disconnect();
  probe.disconnect();
  await server.kill();
});

it('counts what the server reads and not the question itself', async () => {
  expect(await readsOf(async () => undefined)).toBe(0);
  expect(await readsOf(() => inTurn(() => client.ping()))).toBe(TIMES);
});

it('an authentication request takes 1 round trip', async () => {
  expect(await readsOf(() => inTurn((n) => host.till.request({ login_hint: `request-${n}` })))).toBe(TIMES);
});

it('a refused authentication request takes none', async () => {
  expect(await readsOf(() => inTurn(() => host.till.request({ scope: 'profile' })))).toBe(0);
});

it('a poll of a pending request takes 1 round trip, whether it hears authorization_pending or slow_down', async () => {
  const ids = await requests('poll');
  const poll = (n: number) => host.till.poll(ids[n]?.authReqId);
  expect(await readsOf(() => inTurn(expecting(poll, 'authorization_pending')))).toBe(TIMES);
  expect(await readsOf(() => inTurn(expecting(poll, 'slow_down')))).toBe(TIMES);
});

it('a poll with an id of a form that was never issued takes none', async () => {
  expect(await readsOf(() => inTurn(expecting(() => host.till.poll('made-up'), 'invalid_grant')))).toBe(0);
});

it('an approval takes 1 round trip, and so does the same approval again', async () => {
  const ids = await requests('approve');
  const approve = (n: number) => host.ciba.approve(ids[n]?.approvalId ?? '', { sub: `approve-${n}` });
  expect(await readsOf(() => inTurn(decided(approve, 'accepted')))).toBe(TIMES);
  expect(await readsOf(() => inTurn(decided(approve, 'repeated')))).toBe(TIMES);
});

it('a denial takes 1 round trip', async () => {
  const ids = await requests('deny');
  const deny = (n: number) => host.ciba.deny(ids[n]?.approvalId ?? '', { sub: `deny-${n}` });
  expect(await readsOf(() => inTurn(decided(deny, 'accepted')))).toBe(TIMES);
});

it('a redemption takes 2 round trips', async () => {
  const ids = await requests('redeem');
  await inTurn((n) => host.ciba.approve(ids[n]?.approvalId ?? '', { sub: `redeem-${n}` }));
  const redeem = (n: number) => host.till.poll(ids[n]?.authReqId);
  expect(await readsOf(() => inTurn(expecting(redeem, undefined)))).toBe(2 * TIMES);
});

it('a poll of an ended request takes 1 round trip, and so does one by another client', async () => {
  const ids = await requests('ended');
  const foreign = callerOf(host.port, otherTill);
  const ask = (n: number) => foreign.poll(ids[n]?.authReqId);
  expect(await readsOf(() => inTurn(expecting(ask, 'invalid_grant')))).toBe(TIMES);
  await inTurn((n) => host.ciba.deny(ids[n]?.approvalId ?? '', { sub: `ended-${n}` }));
  const poll = (n: number) => host.till.poll(ids[n]?.authReqId);
  expect(await readsOf(() => inTurn(expecting(poll, 'access_denied')))).toBe(TIMES);
});

it('an unproven client costs no round trip', async () => {
  const impostor = callerOf(host.port, { ...till, client_secret: 'guessed' });
  expect(await readsOf(() => inTurn(expecting(() => impostor.poll('any'), 'invalid_client')))).toBe(0);
});

/** How often the server read from a connection while `work` was done. */
async function readsOf(work: () => Promise<unknown>): Promise<number> {
  const before = await totalReads();
  await work();
  const ownRead = 1;
  return (await totalReads()) - before - ownRead;
}

async function totalReads(): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(await probe.info('stats'))?.[1]);
}

async function inTurn(step: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < TIMES; n++) await step(n);
}

function expecting(poll: (n: number) => ReturnType<ServedHost['till']['poll']>, error: string | undefined) {
  return async (n: number) => expect((await poll(n)).body.error).toBe(error);
}

function decided(decide: (n: number) => Promise<{ outcome: string }>, outcome: string) {
  return async (n: number) => expect((await decide(n)).outcome).toBe(outcome);
}

async function requests(name: string): Promise<{ authReqId: unknown; approvalId: string }[]> {
  const made: { authReqId: unknown; approvalId: string }[] = [];
  await inTurn(async (n) => {
    const { body } = await host.till.request({ login_hint: `${name}-${n}` });
    made.push({ authReqId: body.auth_req_id, approvalId: host.notified.at(-1) ?? '' });
  });
  return made;
}

/** The first run of each script takes a second read: EVAL after NOSCRIPT. */
async function warmScripts(): Promise<void> {
  const { body } = await host.till.request();
  await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
  expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
}
