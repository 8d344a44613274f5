/** What a call to a client came to. */
export type Verdict =
  | { readonly what: 'told' }
  /** There is nothing to be told any more. */
  | { readonly what: 'moot' }
  | Again
  | Never;

/** To be tried again; no sooner than after `ms` where the client said so. */
export interface Again {
  readonly what: 'again';
  readonly reason: string;
  /** Whether the client was called. */
  readonly counted: boolean;
  readonly ms?: number;
}

/** Never to be tried again. */
export interface Never {
  readonly what: 'never';
  readonly reason: string;
  /** Whether the client was called. */
  readonly counted: boolean;
}

/** The client knows. */
export const TOLD: Verdict = { what: 'told' };

/** Statuses that say that the client, or what stands before it, is not there for the moment. */
const PASSING = [502, 503, 504];

const LONGEST_RETRY_AFTER_S = 3600;

/**
 * What a status means. 200 and 204 are both right; a redirect is never followed; what a client refuses it would refuse
 * again. A push holds tokens that are nowhere else, so that any failure on the client's side is tried again.
 * CIBA Core 1.0 §10.2, §10.3.1.
 */
export function verdictOf(status: number, retryAfter: string | undefined, mode: 'ping' | 'push'): Verdict {
  if (status === 200 || status === 204) return TOLD;
  const reason = `status_${status}`;
  const passing = mode === 'push' ? status >= 500 : PASSING.includes(status);
  if (!passing) return { what: 'never', reason, counted: true };
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '')
    ? Math.min(Number(retryAfter), LONGEST_RETRY_AFTER_S)
    : 0;
  return { what: 'again', reason, counted: true, ...(seconds > 0 && { ms: seconds * 1000 }) };
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Milliseconds before the next call: doubled each time, with half of it left to chance so that clients are not called in step. */
export function pauseAfter(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_MS);
  return Math.round(longest * (0.5 + random() / 2));
}
