import type { DeliveryMode, RequestRecord, RequestState } from './record.js';

/** A stored request as operators see it: nothing that opens it, and nothing of what it says to the user. */
export interface StoredSummary {
  readonly selector: string;
  readonly clientId: string;
  readonly sub: string;
  readonly state: RequestState;
  readonly deliveryMode: DeliveryMode;
  readonly scope: readonly string[];
  /** Milliseconds since the epoch, by the store's clock. */
  readonly receivedAt: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** Which requests are looked for; all of them where it says nothing. */
export interface SummaryFilter {
  readonly clientId?: string;
  readonly sub?: string;
  readonly state?: RequestState;
}

/** What operators see of a record. */
export function summaryOf(record: RequestRecord, state: RequestState): StoredSummary {
  const { selector, clientId, sub, deliveryMode, scope, receivedAt, expiresAt } = record;
  return { selector, clientId, sub, state, deliveryMode, scope, receivedAt, expiresAt };
}

/** Whether a request is one of those that are looked for. */
export function fits(summary: StoredSummary, { clientId, sub, state }: SummaryFilter): boolean {
  return (
    (clientId === undefined || summary.clientId === clientId) &&
    (sub === undefined || summary.sub === sub) &&
    (state === undefined || summary.state === state)
  );
}
