import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { REQUESTS_A_ROUND } from '../support/server-crash-round.ts';
import { type CrashSetting, crashSetting } from '../support/server-crash-setting.ts';
import { isPushed, misdelivered, tokensOf } from '../support/server-deliveries.ts';

jest.setTimeout(120_000);

let setting: CrashSetting;

beforeAll(async () => {
  setting = await crashSetting(['after the mint', 'after decide', 'mid-call']);
});

afterAll(() => setting.stop());

it('a process that dies between minting and committing has sent nothing: another one mints, and its tokens alone are sent', async () => {
  const rounds = (await setting.lanes[0]?.rounds([0, 1, 2])) ?? [];
  const requests = rounds.flatMap((round) => round.requests);
  expect(requests.filter(isPushed)).toHaveLength(3 * REQUESTS_A_ROUND);
  for (const { signal, found } of rounds) {
    expect([signal, found]).toEqual(['SIGKILL', ['approved, taken, 0 calls, 0 answered']]);
  }
  expect(requests.flatMap((request) => misdelivered(request, setting.receiver))).toEqual([]);
  const minters = requests.map(({ authReqId }) => {
    const [body] = setting.receiver.of(authReqId).bodies;
    return Number(tokensOf(body).access_token?.split('-').at(-2));
  });
  expect(new Set(minters)).toEqual(new Set([setting.survivor.process.pid]));
});

it.each([
  ['a decision', 1, ['approved, not taken, 0 calls, 0 answered', 'denied, not taken, 0 calls, 0 answered']],
  [
    ...(['a token set that is being sent', 2] as const),
    ['approved', 'denied', 'redeemed, tokens kept'].map((state) => `${state}, taken, 1 calls, 0 answered`),
  ],
])('%s outlives Redis, killed with the process, and is delivered', async (_what, lane, found) => {
  const rounds = (await setting.lanes[lane]?.rounds([0, 1], () => setting.restartRedis())) ?? [];
  expect(rounds).toHaveLength(2);
  for (const round of rounds) {
    expect([round.signal, round.found, round.outcomes]).toEqual(['SIGKILL', found, ['repeated']]);
    expect(round.requests.flatMap((request) => misdelivered(request, setting.receiver))).toEqual([]);
  }
});
