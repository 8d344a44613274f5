import fc from 'fast-check';
import * as outbox from '../../lib/request/delivery.js';
import type { Decision, NewRequest } from '../../lib/request/record.js';
import { commit, decide, newlyStored, poll } from '../../lib/request/state-machine.js';
import type { StoredRequest } from '../../lib/request/stored-request.js';
import { approval, denial, failure, newRequest, recordOf } from '../support/contract-requests.ts';
import { refused } from '../support/outbox-bench.ts';

const START = 1_000_000;
const EXPIRY = START + 300_000;
const fresh = (values: Partial<NewRequest> = {}, tellableFrom = 0): StoredRequest =>
  newlyStored(recordOf(newRequest('', { deliveryMode: 'ping', ...values }), START), tellableFrom);
const decided = (request = fresh(), decision: Decision = denial, now = START): StoredRequest =>
  decide(request, decision, undefined, now).next;
/** A call that takes for so many seconds, by its number. */
const taking = (lease: number, call = 1) => ({ lease, mark: `mark ${call}` });
const taken = (request = decided(), now = START) => outbox.take(request, taking(30), now);
/** The claim or ticket of a call. */
const ticketOf = (request: StoredRequest, call: number) => ({
  selector: request.record.selector,
  mark: `mark ${call}`,
});

describe('what is to be told of a request', () => {
  it('is nothing before the decision', () => {
    const request = fresh();
    expect(request.delivery).toBeUndefined();
    expect(outbox.isDue(request, EXPIRY)).toBe(false);
    expect(outbox.take(request, taking(30), START)).toStrictEqual({ answer: undefined, next: request });
  });

  it.each<[string, StoredRequest, number]>([
    ['at once', decided(), START],
    ['at the deadline of the acknowledgement', decided(fresh({}, START + 6000)), START + 6000],
    ['at the decision', decided(fresh({}, START + 6000), denial, START + 7000), START + 7000],
  ])('is due %s', (_when, request, due) => {
    expect(outbox.isDue(request, due - 1)).toBe(false);
    expect(outbox.isDue(request, due)).toBe(true);
  });

  it('is nothing where the client polls, or never heard of the request', () => {
    const unheard = { ...failure(), unannounced: true } as Decision;
    expect(decided(fresh({ deliveryMode: 'poll' })).delivery).toBeUndefined();
    expect(decided(fresh(), unheard).delivery).toBeUndefined();
    expect(decided(decided(), unheard).delivery).toBeUndefined();
    expect(decided(decided(), unheard).decision).toStrictEqual(decided().decision);
  });

  it('is left to its taker until the lease is over', () => {
    const { answer, next } = taken();
    expect(answer?.ticket).toStrictEqual(ticketOf(next, 1));
    expect(outbox.isDue(next, START + 29_999)).toBe(false);
    expect(outbox.isDue(next, START + 30_000)).toBe(true);
  });

  it('is nothing any more, tokens included, once it is settled', () => {
    const approved = decided(fresh({ deliveryMode: 'push' }), approval());
    const claimed = poll(approved, taking(10), START).next;
    const redeemed = commit(claimed, ticketOf(claimed, 1), START, 'sealed').next;
    const { answer, next } = taken(redeemed);
    expect(answer).toMatchObject({ state: 'redeemed', payload: 'sealed' });
    const settled = outbox.settle(next, ticketOf(next, 1));
    expect(settled).not.toHaveProperty('delivery');
    expect(settled).not.toHaveProperty('payload');
    expect(settled).toMatchObject({ redeemed: true, decision: { state: 'approved' } });
  });

  it('is not due any more, and without tokens, once nobody tries', () => {
    const buried = outbox.bury(
      { ...taken().next, payload: 'sealed' },
      ticketOf(taken().next, 1),
      refused,
      START,
    );
    expect(outbox.isDue(buried, EXPIRY)).toBe(false);
    expect(buried).not.toHaveProperty('payload');
    expect(buried.delivery).toMatchObject({
      attempts: 1,
      buried: { reason: 'status_410', at: START },
    });
  });

  it('does not change by what is refused', () => {
    const { next } = taken();
    const [late, buried] = [ticketOf(next, 2), outbox.bury(next, ticketOf(next, 1), refused, START)];
    expect(outbox.settle(next, late)).toBe(next);
    expect(outbox.defer(next, late, { ms: 1, counted: true }, START)).toBe(next);
    expect(outbox.bury(next, late, refused, START)).toBe(next);
    expect(outbox.settle(buried, ticketOf(next, 1))).toBe(buried);
    expect(outbox.replay(next, START)).toStrictEqual({ answer: false, next });
    expect(outbox.replay(buried, EXPIRY)).toStrictEqual({ answer: false, next: buried });
  });
});

describe('any course of what is to be told', () => {
  /** How many tickets before the latest that was drawn. */
  const backs = fc.constantFrom(0, 0, 0, 1, 2);
  const moves = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
      fc.record({ kind: fc.constant('settle' as const), back: backs }),
      fc.record({ kind: fc.constant('defer' as const), back: backs, ms: fc.nat(40_000) }),
      fc.record({ kind: fc.constant('bury' as const), back: backs }),
      fc.record({ kind: fc.constant('replay' as const) }),
      fc.record({ kind: fc.constant('acknowledge' as const) }),
      fc.record({
        kind: fc.constant('decide' as const),
        decision: fc.constantFrom(approval(), denial),
      }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 6000, 30_000) }),
    ),
    { maxLength: 40 },
  );
  type Move = typeof moves extends fc.Arbitrary<(infer M)[]> ? M : never;
  /** When it was done, and how many tickets were drawn before. */
  interface When {
    readonly now: number;
    readonly drawn: number;
  }

  function move(request: StoredRequest, step: Move, now: number, drawn: number): StoredRequest {
    const ticket = ticketOf(request, 'back' in step ? drawn - step.back : 0);
    switch (step.kind) {
      case 'take':
        return outbox.isDue(request, now) ? outbox.take(request, taking(30, drawn + 1), now).next : request;
      case 'settle':
        return outbox.settle(request, ticket);
      case 'defer':
        return outbox.defer(request, ticket, { ms: step.ms, counted: true }, now);
      case 'bury':
        return outbox.bury(request, ticket, refused, now);
      case 'replay':
        return outbox.replay(request, now).next;
      case 'acknowledge':
        return outbox.acknowledge(request, now).next;
      case 'decide':
        return decide(request, step.decision, undefined, now).next;
      default:
        return request;
    }
  }

  function everyStep(
    judge: (before: StoredRequest, after: StoredRequest, step: Move, when: When) => void,
  ): void {
    fc.assert(
      fc.property(moves, fc.boolean(), (steps, queued) => {
        const begun = fresh({}, START + 6000);
        let request = queued ? { ...begun, delivery: outbox.queuedAt(START) } : begun;
        let [now, drawn] = [START, 0];
        for (const step of steps) {
          if (step.kind === 'wait') now += step.ms;
          const next = move(Object.freeze(request), step, now, drawn);
          judge(request, next, step, { now, drawn });
          if (step.kind === 'take' && next !== request) drawn += 1;
          request = next;
        }
      }),
      { numRuns: 1000 },
    );
  }

  it('never touches record, decision and polls', () => {
    everyStep((before, after, step) => {
      expect(after.record).toBe(before.record);
      expect(after.polls).toBe(before.polls);
      if (step.kind !== 'decide') expect(after.decision).toBe(before.decision);
    });
  });

  it('is never changed but under the ticket of the latest taker, whom nothing has overtaken since', () => {
    everyStep((before, after, step, { drawn }) => {
      if (!('back' in step) || after === before) return;
      expect(step.back).toBe(0);
      expect(before.ticket).toBe(ticketOf(before, drawn).mark);
    });
  });

  it('has no ticket but that of the call that took it, and none once it is deferred, decided or replayed', () => {
    everyStep((before, after, step, { drawn }) => {
      if (after === before) return;
      if (step.kind === 'take') expect(after.ticket).toBe(ticketOf(before, drawn + 1).mark);
      else if (['defer', 'decide', 'replay'].includes(step.kind)) expect(after.ticket).toBeUndefined();
      else expect(after.ticket).toBe(before.ticket);
    });
  });

  it('never comes to nothing but by being settled', () => {
    everyStep((before, after, step) => {
      if (before.delivery !== undefined && step.kind !== 'settle') expect(after.delivery).toBeDefined();
    });
  });

  it('never comes earlier than its lease or pause is over, but by a decision or a replay', () => {
    everyStep((before, after, step) => {
      const due = before.delivery?.dueAt ?? 0;
      if (step.kind === 'acknowledge' && due !== before.tellableFrom)
        expect(after.delivery?.dueAt).toBe(before.delivery?.dueAt);
      if (step.kind === 'wait' || step.kind === 'settle') expect(after.delivery?.dueAt ?? due).toBe(due);
    });
  });

  it('never tells of a decision before the acknowledgement is due or reported', () => {
    everyStep((before, _after, step, { now }) => {
      if (step.kind !== 'take' || before.decision === undefined || !outbox.isDue(before, now)) return;
      expect(now).toBeGreaterThanOrEqual(before.tellableFrom);
    });
  });

  it('never counts more than one call a step, and none less', () => {
    everyStep((before, after, { kind }) => {
      const [was, is] = [before.delivery?.attempts ?? 0, after.delivery?.attempts ?? 0];
      if (kind === 'defer' || kind === 'bury') expect([0, 1]).toContain(is - was);
      else if (kind !== 'settle' && kind !== 'replay' && kind !== 'decide') expect(is).toBe(was);
    });
  });
});
