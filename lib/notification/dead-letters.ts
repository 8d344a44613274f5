import { isSelector } from '../request/ids.js';
import type { CibaStore, DeadLetter } from '../request/store.js';
import type { DeliveryCounts } from './relay.js';

/** A client that could not be told of an outcome, as the operator sees it. */
export interface Undelivered {
  /** For `replay`. */
  readonly selector: string;
  /** Who could not be told. */
  readonly client_id: string;
  /** Whom the request asked. */
  readonly sub: string;
  /** How it was to be told. */
  readonly delivery_mode: 'ping' | 'push';
  /** Calls made. */
  readonly attempts: number;
  /** What became of the last one; names no path and nothing that was received. */
  readonly reason: string;
}

/** What an operator can do about clients that could not be told. */
export interface DeadLetters {
  /** The latest first, at most `limit` (default 100). */
  deadLetters(limit?: number): Promise<readonly Undelivered[]>;
  /** Tells the client again, unless the request has expired; a push tells it that the transaction failed. Answers whether there was something to tell. */
  replay(selector: string): Promise<boolean>;
  /** How many clients this process has told, put off and given up since it started. */
  deliveryCounts(): DeliveryCounts;
}

/** What the relay of this process is asked. */
export interface Outbox {
  readonly nudge: (selector: string) => void;
  readonly counts: () => DeliveryCounts;
}

const LIMIT = 100;

/** Makes the operator's view of dead letters. */
export function deadLetters(store: CibaStore, { nudge, counts }: Outbox): DeadLetters {
  return {
    deliveryCounts: counts,
    deadLetters: async (limit = LIMIT) => (await store.deadLetters(limit)).map(undelivered),
    async replay(selector) {
      // Whatever else is asked for is no key of the store's.
      const replayed = isSelector(selector) && (await store.replay(selector));
      if (replayed) nudge(selector);
      return replayed;
    },
  };
}

function undelivered({ record, attempts, reason }: DeadLetter): Undelivered {
  const { selector, clientId, sub, deliveryMode } = record;
  return {
    selector,
    client_id: clientId,
    sub,
    delivery_mode: deliveryMode as 'ping' | 'push',
    attempts,
    reason,
  };
}
