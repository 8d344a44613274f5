import type { Decision, NewRequest } from '../../lib/request/record.js';
import type { DeadLetter, DecideOutcome, Delivery, Ticket } from '../../lib/request/store.js';
import type { Model, Trace } from './contract-model.ts';

/** What a model run remembers of one request's place in the outbox. */
export interface OutboxTrace {
  /** Whether the user is to be asked, the client to be told, or nobody tries any more. */
  standing: 'none' | 'asking' | 'telling' | 'dead';
  /** Milliseconds since the epoch, from when on it may be taken. */
  freeFrom: number;
  /** From when on the client may be told. */
  tellableFrom: number;
  /** The ticket that is still good for something. */
  held: string | undefined;
  /** Tickets drawn, the latest last. */
  readonly tickets: Ticket[];
  attempts: number;
}

/** The outbox's view of a request that was stored. */
export function outboxTraceOf({ queued, acknowledgedWithin = 0 }: NewRequest, now: number): OutboxTrace {
  return {
    standing: queued ? 'asking' : 'none',
    freeFrom: now,
    tellableFrom: now + acknowledgedWithin * 1000,
    held: undefined,
    tickets: [],
    attempts: 0,
  };
}

/** A decision was accepted, or a wrong number has denied: the client is told, unless it polls or never heard of the request. */
export function noteDecision(
  { request, outbox }: Trace,
  decision: Decision,
  answer: DecideOutcome,
  now: number,
): void {
  const unheard = 'unannounced' in decision;
  if (unheard && (answer.outcome === 'repeated' || answer.outcome === 'conflict')) outbox.standing = 'none';
  if (answer.outcome !== 'accepted' && answer.outcome !== 'mismatch') return;
  if (answer.outcome === 'mismatch' && answer.attemptsLeft > 0)
    return void expect(answer.notifies).toBe(false);
  const told = request.deliveryMode !== 'poll' && !unheard;
  expect(answer.notifies).toBe(told);
  outbox.standing = told ? 'telling' : 'none';
  outbox.freeFrom = Math.max(now, outbox.tellableFrom);
  outbox.held = undefined;
  outbox.attempts = 0;
}

/** An acknowledgement was reported: what was decided and waits for nothing else is due. */
export function judgeAcknowledged({ outbox }: Trace, answer: boolean, gone: boolean, now: number): void {
  const { standing, freeFrom, tellableFrom } = outbox;
  expect(answer).toBe(!gone && (standing === 'asking' || standing === 'telling'));
  outbox.tellableFrom = 0;
  if (standing === 'telling' && freeFrom === tellableFrom) outbox.freeFrom = Math.min(freeFrom, now);
}

/** What is taken is exactly what is due: nothing is lost, nothing comes twice within its lease. */
export function judgeTake({ traces }: Model, taken: readonly Delivery[], lease: number, now: number): void {
  const due = traces.filter(
    ({ outbox, keepUntil }) =>
      (outbox.standing === 'asking' || outbox.standing === 'telling') &&
      outbox.freeFrom <= now &&
      now < keepUntil,
  );
  expect(taken.map(({ record }) => record.selector)).toStrictEqual(selectorsOf(due));
  for (const delivery of taken) {
    const trace = due.find(({ request }) => request.selector === delivery.record.selector);
    if (trace !== undefined) noteTaken(trace, delivery, now + lease * 1000);
  }
}

function noteTaken({ outbox, decided, committed }: Trace, delivery: Delivery, until: number): void {
  const { mark } = delivery.ticket;
  expect(outbox.tickets.map((ticket) => ticket.mark)).not.toContain(mark);
  expect(delivery.attempts).toBe(outbox.attempts);
  if (!delivery.expired && committed.size === 0) expect(delivery.state).toBe(decided ?? 'pending');
  outbox.tickets.push(delivery.ticket);
  outbox.held = mark;
  outbox.freeFrom = until;
}

/** Whether a ticket is still good for something. */
export function isHeld({ outbox }: Trace, { mark }: Ticket): boolean {
  return outbox.held === mark && (outbox.standing === 'asking' || outbox.standing === 'telling');
}

/** The dead letters are those that were buried and neither replayed nor forgotten. */
export function judgeDeadLetters({ traces }: Model, dead: readonly DeadLetter[], now: number): void {
  const expected = traces.filter(({ outbox, keepUntil }) => outbox.standing === 'dead' && now < keepUntil);
  expect(dead.map(({ record }) => record.selector)).toStrictEqual(selectorsOf(expected));
}

/** A dead letter is replayed while its request lives. */
export function judgeReplay({ outbox, decided, expiresAt }: Trace, answer: boolean, now: number): void {
  expect(answer).toBe(outbox.standing === 'dead' && now < expiresAt);
  if (!answer) return;
  outbox.standing = decided === undefined ? 'asking' : 'telling';
  outbox.held = undefined;
  outbox.freeFrom = now;
  outbox.attempts = 0;
}

function selectorsOf(traces: readonly Trace[]): string[] {
  return traces.map(({ request }) => request.selector).sort();
}
