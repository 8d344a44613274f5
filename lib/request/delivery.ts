import type { Decision } from './record.js';
import { stateAt } from './state-at.js';
import type { Taking } from './state-machine.js';
import type { Burial, Deferral, Delivery, Ticket } from './store.js';
import type { DeliveryState, Step, StoredRequest } from './stored-request.js';

/** A request whose user is yet to be asked. */
export function queuedAt(now: number): DeliveryState {
  return { dueAt: now, attempts: 0 };
}

/**
 * A request with what is to be told of its decision: nothing where the client polls, or never heard of the request. Whoever is
 * asking the user from the queue, or has asked and says so twice, has a ticket no longer.
 */
export function withDelivery(
  { delivery: _asking, ticket: _overtaken, ...request }: StoredRequest,
  decision: Decision,
  now: number,
): StoredRequest {
  if (request.record.deliveryMode === 'poll' || isUnannounced(decision)) return request;
  return { ...request, delivery: { dueAt: Math.max(now, request.tellableFrom), attempts: 0 } };
}

/** A request without anything to be told: its client heard an error. */
export function withoutDelivery({ delivery: _never, ...request }: StoredRequest): StoredRequest {
  return request;
}

/** Whether the client heard an error instead of an acknowledgement. */
export function isUnannounced(decision: Decision): boolean {
  return 'unannounced' in decision;
}

/** The client has its acknowledgement: what is to be told may be told at once. Answers whether there is something. */
export function acknowledge(request: StoredRequest, now: number): Step<boolean> {
  const { delivery } = request;
  const next = { ...request, tellableFrom: 0 };
  if (delivery === undefined || delivery.buried !== undefined) return { answer: false, next };
  // A delivery on its way is left to whoever has it.
  const waits = delivery.dueAt === request.tellableFrom;
  const dueAt = waits ? Math.min(delivery.dueAt, now) : delivery.dueAt;
  return { answer: true, next: { ...next, delivery: { ...delivery, dueAt } } };
}

/** Whether there is something to be told now. */
export function isDue({ delivery }: StoredRequest, now: number): boolean {
  return delivery !== undefined && delivery.buried === undefined && delivery.dueAt <= now;
}

/** Takes what is to be told, for as long as the lease runs. */
export function take(
  request: StoredRequest,
  { mark, lease }: Taking,
  now: number,
): Step<Delivery | undefined> {
  const { record, delivery, decision, payload } = request;
  if (delivery === undefined) return { answer: undefined, next: request };
  const answer = {
    ticket: { selector: record.selector, mark },
    record,
    state: stateAt(request, now),
    expired: now >= record.expiresAt,
    attempts: delivery.attempts,
    ...(decision?.state === 'approved' && {
      approval: { ...decision.content, decidedAt: decision.decidedAt },
    }),
    ...(payload !== undefined && { payload }),
  };
  return {
    answer,
    next: { ...request, ticket: mark, delivery: { ...delivery, dueAt: now + lease * 1000 } },
  };
}

/** The client was told, or needs not be: nothing is left, no token either. */
export function settle(request: StoredRequest, ticket: Ticket): StoredRequest {
  if (!holds(request, ticket)) return request;
  const { delivery: _told, payload: _sent, ...settled } = request;
  return settled;
}

/**
 * Tries again after so many milliseconds, or when the request expires: what can no longer be told is given up then, not forgotten. The
 * ticket is void then.
 */
export function defer(stored: StoredRequest, ticket: Ticket, after: Deferral, now: number): StoredRequest {
  const { ticket: _used, ...request } = stored;
  const { delivery } = request;
  if (delivery === undefined || !holds(stored, ticket)) return stored;
  const attempts = delivery.attempts + (after.counted ? 1 : 0);
  const dueAt = Math.min(now + after.ms, Math.max(request.record.expiresAt, now));
  return { ...request, delivery: { ...delivery, attempts, dueAt } };
}

/** Nobody tries any more; what was not sent is erased. */
export function bury(request: StoredRequest, ticket: Ticket, burial: Burial, now: number): StoredRequest {
  const { delivery } = request;
  if (delivery === undefined || !holds(request, ticket)) return request;
  const { payload: _unsent, ...emptied } = request;
  const attempts = delivery.attempts + (burial.counted ? 1 : 0);
  const buried = { reason: burial.reason, at: now };
  return { ...emptied, delivery: { ...delivery, attempts, buried } };
}

/** Tries a dead letter again, as if for the first time; whoever buried it has a ticket no longer. Answers whether there was one. */
export function replay(stored: StoredRequest, now: number): Step<boolean> {
  const { ticket: _buriers, ...request } = stored;
  const { delivery } = request;
  if (delivery?.buried === undefined || now >= request.record.expiresAt)
    return { answer: false, next: stored };
  const { buried: _reason, ...rest } = delivery;
  const again = { ...rest, attempts: 0, dueAt: now };
  return { answer: true, next: { ...request, delivery: again } };
}

function holds({ delivery, ticket }: StoredRequest, { mark }: Ticket): boolean {
  return delivery !== undefined && delivery.buried === undefined && ticket === mark;
}
