import { hash } from 'node:crypto';
import { NothingStored, type UsedOnce } from '../../request/store.js';

/**
 * Most that are remembered at once, in all and of one client. Forgetting one early would let it be used again, so one more is refused
 * instead, and first of all to whoever has most.
 */
const MOST = 100_000;
const MOST_PER_CLIENT = 10_000;

const SWEEP_MS = 1000;

/** What was used once, by client, until it may be forgotten. */
export class UsedTokens {
  readonly #byClient = new Map<string, Map<string, number>>();
  readonly #now: () => number;
  #size = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this is the first use. */
  add({ kind, clientId, jti, seconds }: UsedOnce): boolean {
    const ofClient = this.#byClient.get(clientId) ?? new Map<string, number>();
    const key = hash('sha256', JSON.stringify([kind, jti]), 'base64url');
    const now = this.#now();
    if (now < (ofClient.get(key) ?? 0)) return false;
    if (this.#isFull(ofClient)) this.#forgetEnded(now);
    if (this.#isFull(ofClient))
      throw new NothingStored('the memory store remembers too many used tokens', 'usedTokens');
    if (!ofClient.has(key)) this.#size += 1;
    this.#byClient.set(clientId, ofClient.set(key, now + seconds * 1000));
    return true;
  }

  #isFull(ofClient: ReadonlyMap<string, number>): boolean {
    return ofClient.size >= MOST_PER_CLIENT || this.#size >= MOST;
  }

  /** Looks through everything, and therefore not at each request of somebody who has too much. */
  #forgetEnded(now: number): void {
    if (Math.abs(now - this.#sweptAt) < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [clientId, ofClient] of this.#byClient) {
      for (const [key, until] of ofClient) if (now >= until && ofClient.delete(key)) this.#size -= 1;
      if (ofClient.size === 0) this.#byClient.delete(clientId);
    }
  }
}
