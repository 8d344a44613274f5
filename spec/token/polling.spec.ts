import { otherTill, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start } from '../support/http-requests.js';

/** Polls after each pause (milliseconds) and expects the error and the interval it announces. */
async function expectPolls(
  host: TestHost,
  authReqId: string,
  steps: readonly (readonly [pause: number, error: string, retryAfter?: number])[],
): Promise<void> {
  for (const [pause, error, retryAfter] of steps) {
    host.clock.advance(pause);
    expectRefusal(await poll(host, authReqId), [400, error], retryAfter === undefined ? {} : { retryAfter });
  }
}

describe('the rate of polls', () => {
  it.each<[string, Parameters<typeof expectPolls>[2]]>([
    [
      'grows by five seconds for good with each early poll',
      [
        [0, 'authorization_pending', 5],
        [1_000, 'slow_down', 10],
        [9_000, 'slow_down', 15],
        [15_000, 'authorization_pending', 15],
        [15_000, 'authorization_pending', 15],
      ],
    ],
    [
      'is kept by polls at the interval',
      [
        [0, 'authorization_pending', 5],
        [5_000, 'authorization_pending', 5],
        [5_000, 'authorization_pending', 5],
      ],
    ],
    ['never finds the first poll too fast', [[0, 'authorization_pending', 5]]],
    [
      'takes half a second early for on time',
      [
        [0, 'authorization_pending', 5],
        [4_500, 'authorization_pending', 5],
        [4_499, 'slow_down', 10],
      ],
    ],
    [
      'takes polls within a tenth of a second for one burst',
      [
        [0, 'authorization_pending', 5],
        [100, 'slow_down', 5],
        [0, 'slow_down', 5],
        [1, 'slow_down', 10],
      ],
    ],
    [
      'counts a raised interval from the early poll',
      [
        [0, 'authorization_pending', 5],
        [2_000, 'slow_down', 10],
        [9_500, 'authorization_pending', 10],
      ],
    ],
  ])('%s', async (_rule, steps) => {
    const host = testHost();
    const { authReqId } = await start(host);
    await expectPolls(host, authReqId, steps);
  });

  it('grows to sixty seconds and no further', async () => {
    const host = testHost({ interval: 1 });
    const { authReqId } = await start(host);
    await poll(host, authReqId);
    const announced: unknown[] = [];
    for (let round = 0; round < 14; round++) {
      host.clock.advance(200);
      announced.push((await poll(host, authReqId)).headers['retry-after']);
    }
    expect(announced).toEqual('6 11 16 21 26 31 36 41 46 51 56 60 60 60'.split(' '));
  });

  it('never shrinks an interval above sixty seconds', async () => {
    const host = testHost({ interval: 90 });
    const { authReqId } = await start(host);
    await expectPolls(host, authReqId, [
      [0, 'authorization_pending', 90],
      [1_000, 'slow_down', 90],
    ]);
  });

  it('is each request’s own', async () => {
    const host = testHost();
    const [first, second] = [await start(host), await start(host)];
    await expectPolls(host, first.authReqId, [
      [0, 'authorization_pending', 5],
      [1_000, 'slow_down', 10],
    ]);
    await expectPolls(host, second.authReqId, [[0, 'authorization_pending', 5]]);
  });

  it('counts no poll that another client made', async () => {
    const host = testHost();
    const { authReqId } = await start(host);
    expectRefusal(await poll(host, authReqId, { client: otherTill }), [400, 'invalid_grant']);
    await expectPolls(host, authReqId, [[0, 'authorization_pending', 5]]);
  });

  it('counts no poll with a wrong secret in the id', async () => {
    const host = testHost();
    const { authReqId } = await start(host);
    const wrong = `${authReqId.split('.')[0]}.${'A'.repeat(43)}`;
    expectRefusal(await poll(host, wrong), [400, 'invalid_grant']);
    await expectPolls(host, authReqId, [[0, 'authorization_pending', 5]]);
  });

  it('never holds back what was decided', async () => {
    const host = testHost();
    const { authReqId, id } = await start(host);
    await expectPolls(host, authReqId, [
      [0, 'authorization_pending', 5],
      [200, 'slow_down', 10],
    ]);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});
