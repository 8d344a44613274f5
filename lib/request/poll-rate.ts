/** How much earlier than the interval a poll may arrive, in milliseconds: clients measure from sending. */
export const EARLY_TOLERANCE_MS = 500;
/** Polls this close to a counted one are the same burst and raise nothing again, in milliseconds. */
export const BURST_MS = 100;
/** What an early poll adds to the interval, in seconds. CIBA Core 1.0 §11. */
export const SLOW_DOWN_STEP = 5;
/** The interval never grows beyond this, in seconds. */
export const MAX_INTERVAL = 60;

/** What is remembered of a request's polls. */
export interface PollCounters {
  /** Milliseconds since the epoch of the last counted poll; absent before the first. */
  readonly countedAt?: number;
  /** Seconds; grows for good with each early poll. */
  readonly interval: number;
}

/** A poll's verdict and what is to be remembered of it. */
export interface PollVerdict {
  readonly tooFast: boolean;
  readonly counters: PollCounters;
}

/** Judges the rate of a poll of a pending request. The first poll is never too fast, nor one after a clock that went back. */
export function judgePollRate(counters: PollCounters, now: number): PollVerdict {
  const { countedAt, interval } = counters;
  const since = countedAt === undefined ? Number.POSITIVE_INFINITY : now - countedAt;
  if (since < 0 || since >= interval * 1000 - EARLY_TOLERANCE_MS) {
    return { tooFast: false, counters: { countedAt: now, interval } };
  }
  if (since <= BURST_MS) return { tooFast: true, counters };
  return { tooFast: true, counters: { countedAt: now, interval: slowedDown(interval) } };
}

/** The interval after an early poll, in seconds. */
export function slowedDown(interval: number): number {
  return Math.max(interval, Math.min(interval + SLOW_DOWN_STEP, MAX_INTERVAL));
}
