import { describe, expect, it } from '@jest/globals';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start } from '../support/http-requests.js';

const POLLS = 20;

/** Polls again and again after the same pause (milliseconds) and tells the intervals that were announced. */
async function pollOften(pause: number) {
  const host = testHost();
  const { authReqId, id } = await start(host);
  expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 5 });
  const intervals: number[] = [];
  for (let n = 0; n < POLLS; n += 1) {
    host.clock.advance(pause);
    const res = await poll(host, authReqId);
    const retryAfter = Number(res.headers['retry-after']);
    expectRefusal(res, [400, 'slow_down'], { retryAfter });
    intervals.push(retryAfter);
  }
  return { host, authReqId, id, intervals };
}

describe('a client that polls too fast all the time', () => {
  it.each([
    ['at once', 0, Array(POLLS).fill(5)],
    ['each second', 1000, Array.from({ length: POLLS }, (_, n) => Math.min(10 + 5 * n, 60))],
  ])('hears slow_down however often it polls: %s', async (_how, pause, expected) => {
    const { intervals } = await pollOften(pause);
    expect(intervals).toEqual(expected);
  });

  it('loses nothing: its tokens are there once the user approves', async () => {
    const { host, authReqId, id } = await pollOften(1000);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});
