import type { PollCounters } from './poll-rate.js';
import type { Decision, RequestRecord } from './record.js';

/** Where telling the client stands, or asking the user where that was queued. */
export interface DeliveryState {
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** Calls made so far. */
  readonly attempts: number;
  /** Why nobody tries any more. */
  readonly buried?: { readonly reason: string; readonly at: number };
}

/** A request with everything that has happened to it: the value that the transitions below map to the next one. */
export interface StoredRequest {
  readonly record: RequestRecord;
  readonly decision?: Decision & { readonly decidedAt: number };
  /** The latest claim; `until` (milliseconds since the epoch) is 0 once it was given back. */
  readonly claim?: { readonly mark: string; readonly until: number };
  readonly redeemed?: true;
  /** Set by the first poll that finds a live request expired. */
  readonly expiryNoticed?: true;
  readonly polls: PollCounters;
  /** Milliseconds since the epoch, from when on the client may be told of the outcome; 0 for at once. */
  readonly tellableFrom: number;
  /** The mark of the ticket that is good, a fencing token: void once the delivery was taken again, or a decision has overtaken it. */
  readonly ticket?: string;
  /** What the client has yet to be told of, or the user to be asked. */
  readonly delivery?: DeliveryState;
  /** Ping and push: tokens on their way to the client, sealed. */
  readonly payload?: string;
}

/** An answer together with the request as it stands afterwards. */
export interface Step<Answer> {
  readonly answer: Answer;
  readonly next: StoredRequest;
}
