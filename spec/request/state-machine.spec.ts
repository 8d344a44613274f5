import fc from 'fast-check';
import type { RequestState } from '../../lib/request/record.js';
import { stateAt } from '../../lib/request/state-at.js';
import { claim, commit, decide, newlyStored, poll, release } from '../../lib/request/state-machine.js';
import type { StoredRequest } from '../../lib/request/stored-request.js';
import {
  approval,
  cancellation,
  denial,
  failure,
  newRequest,
  recordOf,
} from '../support/contract-requests.ts';

const START = 1_000_000;
const EXPIRY = START + 300_000;
const fresh = newlyStored(recordOf(newRequest(), START));
const decisions = [
  approval(),
  approval({ acr: 'phr' }),
  denial,
  failure('one'),
  failure('two'),
  cancellation,
];
/** A call that takes a claim for so many seconds, by its number. */
const lease = (seconds: number, call = 1) => ({ lease: seconds, mark: `mark ${call}` });
const claimOf = (call: number) => ({ selector: fresh.record.selector, mark: `mark ${call}` });
const decided = (state: 'approved' | 'denied' | 'failed' | 'cancelled') =>
  decide(fresh, decisions.find((decision) => decision.state === state)!, undefined, START).next;
const redeemed = commit(poll(decided('approved'), lease(10), START).next, claimOf(1), START).next;

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

describe('the state of a request', () => {
  it.each<[RequestState, RequestState, StoredRequest]>([
    ['pending', 'expired', fresh],
    ['approved', 'expired', decided('approved')],
    ['denied', 'expired', decided('denied')],
    ['failed', 'expired', decided('failed')],
    ['cancelled', 'expired', decided('cancelled')],
    ['redeemed', 'redeemed', redeemed],
  ])('is %s before the expiry and %s from exactly then on', (before, after, request) => {
    expect(stateAt(request, EXPIRY - 1)).toBe(before);
    expect(stateAt(request, EXPIRY)).toBe(after);
  });

  it('begins without polls, at the interval that was announced', () => {
    const { record } = fresh;
    expect(fresh).toStrictEqual({ record, polls: { interval: 5 }, tellableFrom: 0 });
  });

  it('is redeemed by the commit of its latest claim alone', () => {
    const first = poll(decided('approved'), lease(10), START).next;
    const second = poll(first, lease(10, 2), START + 10_000).next;
    expect(commit(second, claimOf(1), START + 10_000)).toStrictEqual({ answer: 'lost', next: second });
    expect(commit(second, claimOf(2), START + 10_000).answer).toBe('committed');
    const done = commit(second, claimOf(2), START + 10_000).next;
    expect(commit(done, claimOf(1), START + 10_000)).toStrictEqual({ answer: 'lost', next: done });
  });

  it('does not change by a look again, but for what ends it', () => {
    const again = { ...lease(10), recheck: true } as const;
    const polled = poll(fresh, lease(10), START).next;
    expect(poll(polled, again, START + 10).next).toBe(polled);
    expect(poll(polled, again, START + 10).answer).toStrictEqual({
      status: 'pending',
      interval: 5,
      left: 299_990,
    });
    expect(poll(decided('approved'), again, START).next.claim).toStrictEqual({
      mark: 'mark 1',
      until: START + 10_000,
    });
    expect(poll(fresh, again, EXPIRY).next.expiryNoticed).toBe(true);
  });

  it('is claimed for a push as a poll would, and otherwise left as it is', () => {
    const approved = decided('approved');
    expect(claim(approved, lease(10), START)).toStrictEqual(poll(approved, lease(10), START));
    expect(claim(fresh, lease(10), START)).toStrictEqual({
      answer: { status: 'pending', interval: 5, left: 300_000 },
      next: fresh,
    });
    for (const request of [fresh, approved, decided('denied'), redeemed])
      expect(claim(request, lease(10), EXPIRY).next).toBe(request);
  });

  it('does not change by what is refused', () => {
    const approved = decided('approved');
    expect(decide(approved, denial, 'alice', START).next).toBe(approved);
    expect(decide(fresh, denial, 'bob', START).next).toBe(fresh);
    expect(decide(fresh, denial, 'alice', EXPIRY).next).toBe(fresh);
    expect(commit(approved, claimOf(1), START).next).toBe(approved);
    expect(release(approved, claimOf(1))).toBe(approved);
    expect(release(redeemed, claimOf(1))).toBe(redeemed);
  });
});

describe('any course of a request', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('poll' as const), lease: fc.constantFrom(1, 10) }),
      fc.record({ kind: fc.constant('decide' as const), decision: fc.constantFrom(...decisions) }),
      fc.record({ kind: fc.constant('commit' as const), call: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant('release' as const), call: fc.integer({ min: 1, max: 3 }) }),
      fc.record({
        kind: fc.constant('wait' as const),
        milliseconds: fc.constantFrom(1, 99, 4500, 10_000, 100_000),
      }),
    ),
    { maxLength: 40 },
  );
  type Move = typeof moves extends fc.Arbitrary<(infer M)[]> ? M : never;
  /** What was done, and how many claims were handed out before. */
  interface By {
    readonly step: Move;
    readonly drawn: number;
  }

  function move(request: StoredRequest, step: Move, now: number, drawn: number): StoredRequest {
    switch (step.kind) {
      case 'poll':
        return poll(request, lease(step.lease, drawn + 1), now).next;
      case 'decide':
        return decide(request, step.decision, undefined, now).next;
      case 'commit':
        return commit(request, claimOf(step.call), now).next;
      case 'release':
        return release(request, claimOf(step.call));
      default:
        return request;
    }
  }

  function everyStep(
    judge: (before: StoredRequest, after: StoredRequest, now: number, by: By) => void,
  ): void {
    fc.assert(
      fc.property(moves, (steps) => {
        let request = frozen(fresh);
        let [now, drawn] = [START, 0];
        for (const step of steps) {
          if (step.kind === 'wait') now += step.milliseconds;
          const next = frozen(move(request, step, now, drawn));
          judge(request, next, now, { drawn, step });
          if (next.claim !== undefined && next.claim.mark !== request.claim?.mark) drawn += 1;
          request = next;
        }
      }),
    );
  }

  it('never touches the record', () => {
    everyStep((before, after) => expect(after.record).toBe(before.record));
  });

  it('never changes a decision', () => {
    everyStep((before, after) => {
      if (before.decision !== undefined) expect(after.decision).toBe(before.decision);
    });
  });

  it('never decides after the expiry', () => {
    everyStep((before, after, now) => {
      if (now >= EXPIRY) expect(after.decision).toBe(before.decision);
    });
  });

  it('never undoes a redemption, and redeems only what was approved and claimed, by its latest claim', () => {
    everyStep((before, after, now, { drawn, step }) => {
      if (before.redeemed) expect(after.redeemed).toBe(true);
      else if (after.redeemed) {
        expect(after.decision?.state).toBe('approved');
        expect(before.claim?.until).toBeGreaterThan(now);
        expect(step).toMatchObject({ kind: 'commit', call: drawn });
      }
    });
  });

  it('never hands out a claim while another is held, nor one without the mark of its own call', () => {
    everyStep((before, after, now, { drawn, step }) => {
      const [held, taken] = [before.claim, after.claim];
      if (taken === undefined || taken.mark === held?.mark) return;
      expect(taken.mark).toBe(claimOf(drawn + 1).mark);
      expect(step.kind).toBe('poll');
      expect(held?.until ?? 0).toBeLessThanOrEqual(now);
    });
  });

  it('never shrinks the interval', () => {
    everyStep((before, after) => {
      expect(after.polls.interval).toBeGreaterThanOrEqual(before.polls.interval);
    });
  });
});
