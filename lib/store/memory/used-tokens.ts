import { hash } from 'node:crypto';
import { NothingStored, type UsedOnce } from '../../request/store.js';

/** Most that are remembered at once. Forgetting one early would let it be used again, so one more is refused instead. */
const MOST = 100_000;

/** What was used once, until it may be forgotten. */
export class UsedTokens {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this is the first use. */
  add({ kind, clientId, jti, seconds }: UsedOnce): boolean {
    const key = hash('sha256', JSON.stringify([kind, clientId, jti]), 'base64url');
    const now = this.#now();
    if (now < (this.#until.get(key) ?? 0)) return false;
    if (this.#until.size >= MOST) this.#forgetEnded(now);
    if (this.#until.size >= MOST) throw new NothingStored('the memory store remembers too many used tokens');
    this.#until.set(key, now + seconds * 1000);
    return true;
  }

  #forgetEnded(now: number): void {
    for (const [key, until] of this.#until) if (now >= until) this.#until.delete(key);
  }
}
