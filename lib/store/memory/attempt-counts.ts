import { type Attempt, type AttemptOutcome, type Attempts, counted } from '../../request/attempts.js';
import { NothingStored } from '../../request/store.js';

/** Most that are counted at once: one more is refused, for forgetting one early would allow another guess. */
const MOST = 100_000;

/** Attempts at secrets, by whose they are, until they are forgotten. */
export class AttemptCounts {
  readonly #counts = new Map<string, Attempts>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(attempt: Attempt): AttemptOutcome {
    const [key, now] = [keyOf(attempt), this.#now()];
    const known = this.#counts.get(key);
    const next = counted(known, attempt, now);
    if (next === undefined) return { allowed: false, retryAfter: secondsUntil(known, now) };
    if (known === undefined && this.#counts.size >= MOST) this.#forgetEnded(now);
    if (known === undefined && this.#counts.size >= MOST)
      throw new NothingStored('the memory store counts too many attempts', 'attempts');
    this.#counts.set(key, next);
    return { allowed: true };
  }

  forgive(attempt: Attempt): void {
    const key = keyOf(attempt);
    const known = this.#counts.get(key);
    if (known === undefined) return;
    // Where none is left that counts, the next one is the first.
    if (known.count > 1) this.#counts.set(key, { ...known, count: known.count - 1 });
    else this.#counts.delete(key);
  }

  #forgetEnded(now: number): void {
    for (const [key, { until }] of this.#counts) if (now >= until) this.#counts.delete(key);
  }
}

function keyOf({ kind, names }: Attempt): string {
  return JSON.stringify([kind, ...names]);
}

function secondsUntil(known: Attempts | undefined, now: number): number {
  return Math.ceil(((known?.until ?? now) - now) / 1000);
}
