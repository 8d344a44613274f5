import { hash } from 'node:crypto';
import { NothingStored, type UsedOnce } from '../../request/store.js';

/**
 * Most that are remembered at once, in all and of one owner. Forgetting one early would let it be used again, so one more is refused
 * instead, and first of all to whoever has most.
 */
const MOST = 100_000;
const MOST_PER_OWNER = 10_000;

const SWEEP_MS = 1000;

/** What was used once, by owner, until it may be forgotten. */
export class UsedTokens {
  readonly #byOwner = new Map<string, Map<string, number>>();
  readonly #now: () => number;
  #size = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this is the first use. */
  add({ kind, owner, jti, seconds }: UsedOnce): boolean {
    const ofOwner = this.#byOwner.get(owner) ?? new Map<string, number>();
    const key = hash('sha256', JSON.stringify([kind, jti]), 'base64url');
    const now = this.#now();
    if (now < (ofOwner.get(key) ?? 0)) return false;
    if (this.#isFull(ofOwner)) this.#forgetEnded(now);
    if (this.#isFull(ofOwner))
      throw new NothingStored('the memory store remembers too many used tokens', 'usedTokens');
    if (!ofOwner.has(key)) this.#size += 1;
    this.#byOwner.set(owner, ofOwner.set(key, now + seconds * 1000));
    return true;
  }

  #isFull(ofOwner: ReadonlyMap<string, number>): boolean {
    return ofOwner.size >= MOST_PER_OWNER || this.#size >= MOST;
  }

  /** Looks through everything, and therefore not at each request of somebody who has too much. */
  #forgetEnded(now: number): void {
    if (Math.abs(now - this.#sweptAt) < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [owner, ofOwner] of this.#byOwner) {
      for (const [key, until] of ofOwner) if (now >= until && ofOwner.delete(key)) this.#size -= 1;
      if (ofOwner.size === 0) this.#byOwner.delete(owner);
    }
  }
}
