/** How many polls may wait at once. */
export interface WaitingCaps {
  readonly perProcess: number;
  readonly perClient: number;
}

/** A waiting poll takes some kilobytes: what a process can well carry, and what one client may have of it. */
export const WAITING_CAPS: WaitingCaps = { perProcess: 10_000, perClient: 2000 };

/** The polls of this process that wait for a decision. */
export class WaitingPolls {
  readonly #caps: WaitingCaps;
  readonly #full: (() => void) | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #perClient = new Map<string, number>();
  #closed = false;

  /** `full` hears that there was no room. */
  constructor(caps: WaitingCaps, full?: () => void) {
    this.#caps = caps;
    this.#full = full;
  }

  /** Lets a poll wait, until `end` is called at shutdown; the answer takes it out again. Undefined where there is no room. */
  enter(clientId: string, end: () => void): (() => void) | undefined {
    const ofClient = this.#perClient.get(clientId) ?? 0;
    const full = this.#waiting.size >= this.#caps.perProcess || ofClient >= this.#caps.perClient;
    if (full && !this.#closed) this.#full?.();
    if (this.#closed || full) return undefined;
    this.#waiting.add(end);
    this.#perClient.set(clientId, ofClient + 1);
    return () => this.#leave(clientId, end);
  }

  /** Ends all waits, and lets nobody in any more. */
  close(): void {
    this.#closed = true;
    for (const end of this.#waiting) end();
  }

  #leave(clientId: string, end: () => void): void {
    if (!this.#waiting.delete(end)) return;
    const left = (this.#perClient.get(clientId) ?? 1) - 1;
    if (left === 0) this.#perClient.delete(clientId);
    else this.#perClient.set(clientId, left);
  }
}
