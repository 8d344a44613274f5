import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type TestHost, testHost } from '../support/host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, refusalLine } from '../support/server-http.ts';
import { requestKey } from '../support/server-keys.ts';
import { until } from '../support/server-until.ts';
import { MINTED, REVOKED, startWorker, type Worker } from '../support/server-workers.ts';

const ROUNDS = 50;
const ROUNDS_A_PROCESS = 5;
const LEASE = { claimLease: 1, callbackTimeout: 0.8 };

jest.setTimeout(90_000);

let server: RedisServer;
let client: Redis;
let host: TestHost;
let survivor: Worker;

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
  host = testHost({ store: redisStore(client) });
  survivor = await startWorker({ url: server.url, ...LEASE, mintTakes: 0 });
});

afterAll(async () => {
  await survivor.kill();
  client.disconnect();
  await server.kill();
});

it(`a process killed between claim and commit loses no approval and sends nothing, in each of ${ROUNDS} rounds`, async () => {
  let rounds = 0;
  while (rounds < ROUNDS) {
    const pair = await Promise.all([0, 1].map(() => startWorker({ url: server.url, ...LEASE })));
    await Promise.all(pair.map((victim, n) => killedWhileMinting(victim, rounds + n * ROUNDS_A_PROCESS)));
    rounds += pair.length * ROUNDS_A_PROCESS;
  }
  const minted = await client.lrange(MINTED, 0, -1);
  expect(new Set(minted.map(ownerOf))).toEqual(
    new Set(Array.from({ length: ROUNDS }, (_, n) => `round-${n}`)),
  );
  expect(minted).toHaveLength(ROUNDS);
  expect(await client.exists(REVOKED)).toBe(0);
});

it('a process that stalls past its lease sends no tokens: they are taken back, and the next process sends its own', async () => {
  await client.del(MINTED);
  const stalling = await startWorker({ url: server.url, ...LEASE, mintTakes: 200 });
  const { sub, authReqId } = await approved('stalled');
  const stalled = stalling.till.poll(authReqId);
  await stalling.untilMinting(1);
  stalling.process.kill('SIGSTOP');
  const { refusals, tokens } = await pollUntilTokens(authReqId);
  stalling.process.kill('SIGCONT');
  expect(new Set(refusals)).toEqual(new Set([WHILE_CLAIMED]));
  expect(refusalLine(await stalled)).toBe(UNAVAILABLE);
  expect(refusalLine(await stalling.till.poll(authReqId))).toBe(REDEEMED);
  const [first, second, ...more] = await client.lrange(MINTED, 0, -1);
  expect([ownerOf(first ?? ''), more]).toEqual([sub, []]);
  expect(tokens.body.access_token).toBe(second);
  await until(async () => (await client.llen(REVOKED)) > 0, 'they are taken back');
  expect(await client.lrange(REVOKED, 0, -1)).toEqual([first]);
  await stalling.kill();
});

const WHILE_CLAIMED = '400 authorization_pending, Retry-After 1, error+error_description';
const UNAVAILABLE = '503 temporarily_unavailable, Retry-After 5, error+error_description';
const REDEEMED = '400 invalid_grant, Retry-After absent, error+error_description';

/** Several requests are claimed by one process, which dies before it could commit any of them. */
async function killedWhileMinting(victim: Worker, from: number): Promise<void> {
  const requests = await Promise.all(
    Array.from({ length: ROUNDS_A_PROCESS }, (_, n) => approved(`round-${from + n}`)),
  );
  const unanswered = Promise.allSettled(requests.map(({ authReqId }) => victim.till.poll(authReqId)));
  await victim.untilMinting(requests.length);
  await victim.kill();
  expect((await unanswered).map(({ status }) => status)).toEqual(requests.map(() => 'rejected'));
  await Promise.all(requests.map(({ sub, authReqId }) => redeemedByTheSurvivor(sub, authReqId)));
}

async function redeemedByTheSurvivor(sub: string, authReqId: string): Promise<void> {
  expect(await client.hmget(requestKey(authReqId), 's', 'k')).toEqual([
    'approved',
    expect.stringMatching(/^[\w-]{12}$/),
  ]);
  const leaseEnds = Number(await client.hget(requestKey(authReqId), 'l'));
  const { refusals, tokens, answeredAt } = await pollUntilTokens(authReqId);
  expect(new Set(refusals)).toEqual(new Set([WHILE_CLAIMED]));
  expect(answeredAt).toBeGreaterThanOrEqual(leaseEnds);
  expect(ownerOf(String(tokens.body.access_token))).toBe(sub);
  expect(refusalLine(await survivor.till.poll(authReqId))).toBe(REDEEMED);
}

/** Polls the surviving process until it sends tokens. */
async function pollUntilTokens(
  authReqId: string,
): Promise<{ refusals: string[]; tokens: Reply; answeredAt: number }> {
  const refusals: string[] = [];
  for (;;) {
    const reply = await survivor.till.poll(authReqId);
    if (reply.status === 200) return { refusals, tokens: reply, answeredAt: Date.now() };
    refusals.push(refusalLine(reply));
    if (refusals.length > 500) throw new Error(`never redeemable: ${refusals.at(-1)}`);
    await sleep(20);
  }
}

async function approved(sub: string): Promise<{ sub: string; authReqId: string }> {
  const { body } = await survivor.till.request({ login_hint: sub });
  const [request] = await host.ciba.listRequests({ sub });
  expect(await host.ciba.approve(request?.id ?? '', { sub })).toEqual({ outcome: 'accepted' });
  return { sub, authReqId: String(body.auth_req_id) };
}

/** `access-<sub>-<pid>-<number>` names the user whose tokens a worker minted. */
function ownerOf(accessToken: string): string {
  return accessToken.replace(/^access-/, '').replace(/-\d+-\d+$/, '');
}
