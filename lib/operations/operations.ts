import type { Ciba, DeliveryCounts } from '../index.js';
import { countEvents, type EventCounts } from './counts.js';

/** What operations need of an instance. */
export type Operable = Pick<
  Ciba,
  'requests' | 'withdraw' | 'unblock' | 'deadLetters' | 'replay' | 'deliveryCounts' | 'ready' | 'on'
>;

/** What this process has done since it started, and has heard of since `operations()` was called. */
export interface OperationCounts {
  /** Clients that were told. */
  readonly deliveries: DeliveryCounts;
  /** Audit events by name. */
  readonly events: EventCounts;
}

/** What an operator sees and does; nothing of it opens a request. */
export interface Operations extends Pick<Ciba, 'withdraw' | 'unblock' | 'deadLetters' | 'replay'> {
  /** Some of the requests that are remembered, ended ones too: see `ciba.requests`. */
  readonly list: Ciba['requests'];
  /** Of this process alone. */
  counts(): OperationCounts;
  /** Whether the store can be trusted with requests, and what is wrong where it cannot. */
  readonly health: Ciba['ready'];
}

/**
 * What an operator sees and does, for a console or a script of your own; {@link operationsRouter} serves the same over HTTP.
 *
 * @example
 * ```ts
 * import { operations } from 'express-ciba/operations';
 *
 * const { list, withdraw } = operations(ciba);
 * for (let cursor: string | undefined, first = true; first || cursor; first = false) {
 *   const page = await list({ client_id: 'stolen-till', state: 'pending', ...(cursor && { cursor }) });
 *   for (const { selector } of page.requests) await withdraw(selector);
 *   cursor = page.cursor;
 * }
 * ```
 */
export function operations(ciba: Operable): Operations {
  const { requests: list, withdraw, unblock, deadLetters, replay, deliveryCounts, ready: health } = ciba;
  const events = countEvents(ciba);
  const counts = (): OperationCounts => ({ deliveries: deliveryCounts(), events: events() });
  return { list, withdraw, unblock, deadLetters, replay, counts, health };
}
