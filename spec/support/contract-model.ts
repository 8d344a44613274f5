import { isDeepStrictEqual } from 'node:util';
import { type Decision, type NewRequest, numberOf } from '../../lib/request/record.js';
import type { CibaStore, Claim, DecideOutcome, PollOutcome } from '../../lib/request/store.js';
import { namingMarks } from './marks.ts';
import { type OutboxTrace, outboxTraceOf } from './outbox-model.ts';
import type { OpenStore } from './stores.ts';

/** What a model run remembers of one request. */
export interface Trace {
  readonly request: NewRequest;
  readonly keepUntil: number;
  readonly expiresAt: number;
  readonly outbox: OutboxTrace;
  /** Claims handed out, the latest last. */
  readonly claims: Claim[];
  /** Marks of the claims that were committed. */
  readonly committed: Set<string>;
  /** The state of the decision that was accepted. */
  decided?: string;
  /** How many numbers were wrong. */
  wrong: number;
  interval: number;
}

/** What a model run remembers. */
export interface Model {
  readonly traces: Trace[];
  drawn: number;
}

/** Two stores that are asked the same. */
export interface Lockstep {
  readonly stores: readonly [OpenStore, OpenStore];
  /** Asks both and insists on identical answers. */
  ask<Answer>(question: (store: CibaStore) => Promise<Answer>): Promise<Answer>;
  now(): number;
  advance(milliseconds: number): Promise<void>;
}

/** Puts two stores that started at the same moment side by side; each draws marks of its own, which bear the same names. */
export function lockstep(one: OpenStore, two: OpenStore): Lockstep {
  const [named, namedToo] = [namingMarks(one.store), namingMarks(two.store)];
  return {
    stores: [one, two],
    async ask(question) {
      const [first, second] = [await question(named), await question(namedToo)];
      if (!isDeepStrictEqual(first, second)) expect(second).toStrictEqual(first);
      return first;
    },
    now: () => one.now(),
    async advance(milliseconds) {
      await one.advance(milliseconds);
      await two.advance(milliseconds);
    },
  };
}

/** A request that was stored, with nothing known of it yet. */
export function traceOf(request: NewRequest, now: number): Trace {
  const expiresAt = now - request.age + request.lifetime * 1000;
  return {
    request,
    expiresAt,
    keepUntil: expiresAt + request.retention * 1000,
    claims: [],
    committed: new Set(),
    wrong: 0,
    interval: request.interval,
    outbox: outboxTraceOf(request, now),
  };
}

/** Judges a poll's answer by what is remembered: the interval never shrinks, no claim is given twice, endings are final. */
export function judgePoll(trace: Trace, answer: PollOutcome): void {
  if (answer.status === 'pending' || answer.status === 'slow_down') {
    expect(trace.decided).toBeUndefined();
    expect(answer.interval).toBeGreaterThanOrEqual(trace.interval);
    trace.interval = answer.interval;
  }
  if (answer.status === 'ready') {
    expect(trace.decided).toBe('approved');
    expect(trace.committed.size).toBe(0);
    expect(trace.claims.map(({ mark }) => mark)).not.toContain(answer.claim.mark);
    trace.claims.push(answer.claim);
  }
  if (['denied', 'failed', 'cancelled'].includes(answer.status)) expect(answer.status).toBe(trace.decided);
  if (answer.status === 'redeemed') expect(trace.committed.size).toBe(1);
}

/** Judges a decision's answer: only the first is ever accepted, none without its number, and the last wrong one denies. */
export function judgeDecision(trace: Trace, decision: Decision, answer: DecideOutcome): void {
  const { outcome } = answer;
  const { state } = decision;
  const { numberMatching: matching } = trace.request;
  const fits = state !== 'approved' || matching === undefined || numberOf(decision) === matching.number;
  if (outcome === 'accepted') {
    expect(trace.decided).toBeUndefined();
    expect(fits).toBe(true);
    trace.decided = state;
  }
  if (outcome === 'mismatch' || outcome === 'number_needed') {
    expect(trace.decided).toBeUndefined();
    expect(fits).toBe(false);
  }
  if (answer.outcome === 'mismatch') {
    trace.wrong += 1;
    expect(answer.attemptsLeft).toBe((matching?.attemptsLeft ?? 0) - trace.wrong);
    if (answer.attemptsLeft === 0) trace.decided = 'denied';
  }
  if (outcome === 'repeated') expect(trace.decided).toBe(state);
  if (outcome === 'conflict') expect(trace.decided).toBeDefined();
}

/** Judges a commit's answer: of all claims of a request, one at most is ever committed. */
export function judgeCommit(trace: Trace, claim: Claim, answer: 'committed' | 'lost'): void {
  if (answer === 'committed') trace.committed.add(claim.mark);
  expect(trace.committed.size).toBeLessThanOrEqual(1);
}
