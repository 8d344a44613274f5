import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { CrashLane } from '../support/server-crash-lane.ts';
import { POINTS, type Point } from '../support/server-crash-points.ts';
import { REQUESTS_A_ROUND, type Round } from '../support/server-crash-round.ts';
import { type CrashSetting, crashSetting } from '../support/server-crash-setting.ts';
import { isPinged, isPushed, misdelivered, tokensOf } from '../support/server-deliveries.ts';

const ROUNDS = 200;
const LANES_A_POINT = 2;
const ROUNDS_A_LANE = ROUNDS / POINTS.length / LANES_A_POINT;
/** At most 5, of which a relay takes all requests at once. With 1 each round has a process of its own. */
const ROUNDS_A_PROCESS = Number(process.env.CIBA_CRASH_ROUNDS_A_PROCESS ?? 5);

jest.setTimeout(600_000);

let setting: CrashSetting;
let rounds: Round[];

beforeAll(async () => {
  setting = await crashSetting([...POINTS, ...POINTS]);
  rounds = (await Promise.all(setting.lanes.map(roundsOf))).flat();
});

afterAll(() => setting.stop());

it(`${ROUNDS} rounds of ${REQUESTS_A_ROUND} requests were ended by SIGKILL, as many at each of five points`, () => {
  expect(
    rounds.filter(({ signal, requests }) => signal === 'SIGKILL' && requests.length === 20),
  ).toHaveLength(200);
  expect(POINTS.map((point) => at(point).length)).toEqual([40, 40, 40, 40, 40]);
});

it.each<[Point, string, string[]]>([
  ['before decide', 'accepted', ['pending, not taken, 0 calls, 0 answered']],
  [
    ...(['after decide', 'repeated'] as const),
    ['approved, not taken, 0 calls, 0 answered', 'denied, not taken, 0 calls, 0 answered'],
  ],
  [
    ...(['after take', 'repeated'] as const),
    ['approved, taken, 0 calls, 0 answered', 'denied, taken, 0 calls, 0 answered'],
  ],
  [
    ...(['mid-call', 'repeated'] as const),
    ['approved', 'denied', 'redeemed, tokens kept'].map((state) => `${state}, taken, 1 calls, 0 answered`),
  ],
  [
    ...(['after the 204', 'repeated'] as const),
    ['approved', 'denied', 'redeemed, tokens kept'].map((state) => `${state}, taken, 1 calls, 1 answered`),
  ],
])(
  'a process that dies %s leaves requests so that the same decision again is %s',
  (point, outcome, found) => {
    for (const round of at(point)) expect([round.found, round.outcomes]).toEqual([found, [outcome]]);
  },
);

it.each(POINTS)('every request decided in a process that dies %s, or for it, is delivered', (point) => {
  const requests = at(point).flatMap((round) => round.requests);
  expect(requests).toHaveLength(40 * REQUESTS_A_ROUND);
  expect(requests.flatMap((request) => misdelivered(request, setting.receiver))).toEqual([]);
});

it('no client was sent two token sets, and no token set was sent for two requests', () => {
  const pushed = rounds.flatMap(({ requests }) => requests.filter(isPushed));
  const sets = pushed.map(({ authReqId }) => [...setting.receiver.of(authReqId).bodies]);
  expect(sets.filter((bodies) => bodies.length !== 1)).toEqual([]);
  const tokens = sets.flat().flatMap((body) => [tokensOf(body).access_token, tokensOf(body).refresh_token]);
  expect(pushed).toHaveLength(ROUNDS * 9);
  expect(new Set(tokens).size).toBe(2 * ROUNDS * 9);
});

it('a client that was pinged has its tokens, once', async () => {
  const pinged = rounds.flatMap(({ requests }) => requests.find(isPinged) ?? []);
  expect(pinged).toHaveLength(ROUNDS);
  const [first, second] = [await pollAll(pinged), await pollAll(pinged)];
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(first.map(({ body }) => body.access_token)).size).toBe(ROUNDS);
  expect(new Set(second.map(({ body }) => body.error))).toEqual(new Set(['invalid_grant']));
});

it('nothing is left to be told, and no token is kept', async () => {
  const { lanes, redis } = setting;
  expect(await Promise.all(lanes.map((lane) => lane.left()))).toEqual(lanes.map(() => 0));
  const keys = await redis.keys('lane-*:r:*');
  expect(keys).toHaveLength(ROUNDS * REQUESTS_A_ROUND);
  expect(new Set(await Promise.all(keys.map((key) => redis.hexists(key, 'P'))))).toEqual(new Set([0]));
});

function at(point: Point): Round[] {
  return rounds.filter((round) => round.point === point);
}

async function roundsOf(lane: CrashLane): Promise<Round[]> {
  const done: Round[] = [];
  while (done.length < ROUNDS_A_LANE) {
    const more = Math.min(ROUNDS_A_PROCESS, ROUNDS_A_LANE - done.length);
    done.push(...(await lane.rounds(Array.from({ length: more }, (_, n) => done.length + n))));
  }
  return done;
}

function pollAll(requests: Round['requests']) {
  return Promise.all(requests.map(({ till, authReqId }) => till.poll(authReqId)));
}
