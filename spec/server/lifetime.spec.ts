import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Fate, type FateName, fates, heardOf } from '../support/server-fates.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { requestKey } from '../support/server-keys.ts';
import { until, untilTime } from '../support/server-until.ts';

/** Milliseconds: for what is watched to its end, and for what must be told its fate before it, however busy the machine. */
const LIFETIME = 2000;
const LONG_LIFETIME = 6000;
const RETENTION = 2000;
/** Redis ends a TTL to the millisecond of its own turn, not of ours. */
const MARGIN = 20;

jest.setTimeout(60_000);

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
    // Longer than any two polls of one fate are apart.
    interval: 10,
    retention: RETENTION / 1000,
    caps: { pendingPerUser: false, pendingPerClientAndUser: 1 },
    adapter: {
      resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }),
      notifyUser: ({ user }) => {
        if (user.sub.startsWith('unreachable-')) throw new Error('no device');
      },
    },
  });
});

afterAll(async () => {
  await host.stop();
  client.disconnect();
  probe.disconnect();
  await server.kill();
});

it('pending, denied and failed requests are expired_token from expires_in on, and invalid_grant once retention is over', async () => {
  const before = {
    pending: ['authorization_pending', 'slow_down'],
    denied: ['access_denied'],
    failed: ['expired_token'],
  };
  const watched = Object.entries(before).map(async ([fate, live]) => {
    expect([fate, await watchedToItsEnd(fate as FateName)]).toEqual([
      fate,
      { live: new Set(live), expired: new Set(['expired_token']), gone: new Set(['invalid_grant']) },
    ]);
  });
  await Promise.all(watched);
});

/** What is heard of a request while it lives, once it has expired, and once retention is over. */
async function watchedToItsEnd(fate: FateName) {
  const { authReqId } = await fates[fate](host, `watched-${fate}`, LIFETIME / 1000);
  const expiresAt = await expiryOf(authReqId);
  const heard = { live: new Set<unknown>(), expired: new Set<unknown>(), gone: new Set<unknown>() };
  while (Date.now() < expiresAt + RETENTION + 200) {
    const sent = Date.now();
    const { body } = await host.till.poll(authReqId);
    const answered = Date.now();
    if (answered < expiresAt - MARGIN) heard.live.add(body.error);
    if (sent >= expiresAt && answered < expiresAt + RETENTION - MARGIN) heard.expired.add(body.error);
    if (sent >= expiresAt + RETENTION + MARGIN) heard.gone.add(body.error);
    await sleep(25);
  }
  return heard;
}

it('an approval that nobody fetched in time is expired_token, and no late approval revives a request', async () => {
  const [approved, pending] = await Promise.all([
    fates.approved(host, 'too-late', LIFETIME / 1000),
    fates.pending(host, 'undecided', LIFETIME / 1000),
  ]);
  await untilTime((await expiryOf(pending.authReqId)) + MARGIN);
  await untilTime((await expiryOf(approved.authReqId)) + MARGIN);
  expect((await host.till.poll(approved.authReqId)).body.error).toBe('expired_token');
  expect(await host.ciba.approve(pending.approvalId, { sub: 'undecided' })).toEqual({ outcome: 'expired' });
  expect((await host.till.poll(pending.authReqId)).body.error).toBe('expired_token');
  expect(await host.ciba.listRequests({ sub: 'undecided' })).toEqual([]);
});

it('a redeemed request stays invalid_grant before and after its expiry', async () => {
  const { authReqId, heard } = await fates.redeemed(host, 'redeemed', LIFETIME / 1000);
  expect(heard).toEqual(heardOf.redeemed);
  await untilTime((await expiryOf(authReqId)) + MARGIN);
  expect((await host.till.poll(authReqId)).body.error).toBe('invalid_grant');
});

it('1,000 requests of every fate: each key always has a TTL, and after lifetime and retention none is left', async () => {
  const watch = watchTtls();
  await nothingLeft();
  const names = Object.keys(fates) as FateName[];
  const made: Fate[] = [];
  for (let n = 0; n < 1000; n += 25) {
    const batch = Array.from({ length: 25 }, (_, offset) => names[(n + offset) % names.length] as FateName);
    const ended = await Promise.all(
      batch.map((name, offset) => fates[name](host, `user-${n + offset}`, LONG_LIFETIME / 1000)),
    );
    expect(ended.map(({ heard }) => heard)).toEqual(batch.map((name) => heardOf[name]));
    made.push(...ended);
  }
  const madeBy = Date.now();
  await untilTime(madeBy + LONG_LIFETIME + MARGIN);
  const late = made.slice(-25).filter(({ authReqId }) => authReqId !== '');
  expect(new Set(await Promise.all(late.map(errorOf)))).toEqual(new Set(['expired_token', 'invalid_grant']));
  await untilTime(madeBy + LONG_LIFETIME + RETENTION + MARGIN);
  expect(await keysOfRequests()).toEqual([]);

  const { looks, most, without, longest } = await watch.stop();
  expect(without).toEqual([]);
  expect(longest).toBeLessThanOrEqual(LONG_LIFETIME + RETENTION);
  expect(looks).toBeGreaterThan(20);
  expect(most).toBeGreaterThan(100);
});

async function errorOf({ authReqId }: Fate): Promise<unknown> {
  return (await host.till.poll(authReqId)).body.error;
}

async function expiryOf(authReqId: string): Promise<number> {
  return Number(await probe.hget(requestKey(authReqId), 'e'));
}

function nothingLeft(): Promise<void> {
  return until(async () => (await keysOfRequests()).length === 0, 'the requests of earlier tests are gone');
}

/** All keys but those that keep users from being asked too often, which outlive requests. */
async function keysOfRequests(): Promise<string[]> {
  return (await probe.keys('*')).filter((key) => !key.includes(':g:'));
}

/** Looks at all keys in one atomic step: how many, the longest TTL, and those without one. */
const LOOK = `
local keys, longest, without = redis.call('KEYS', '*'), 0, {}
for _, key in ipairs(keys) do
  local ttl = redis.call('PTTL', key)
  if ttl == -1 then without[#without + 1] = key end
  if not string.find(key, ':g:', 1, true) then longest = math.max(longest, ttl) end
end
return {#keys, longest, without}
`;

/** Looks again and again, until stopped. */
function watchTtls() {
  const seen = { looks: 0, most: 0, longest: 0, without: [] as string[] };
  let watching = true;
  const done = (async () => {
    while (watching) {
      const [count, longest, without] = (await probe.eval(LOOK, 0)) as [number, number, string[]];
      seen.looks += 1;
      seen.most = Math.max(seen.most, count);
      seen.longest = Math.max(seen.longest, longest);
      seen.without.push(...without);
      await nextTurn();
    }
    return seen;
  })();
  return {
    stop() {
      watching = false;
      return done;
    },
  };
}
