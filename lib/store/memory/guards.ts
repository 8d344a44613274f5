import {
  type ClientGuard,
  DENIALS_REMEMBERED,
  type Guard,
  noteApproval,
  noteDenial,
  notePrompt,
  noteReport,
  noteUnblock,
  type PromptCaps,
  rememberedFor,
  UNKNOWN_CLIENT,
} from '../../request/guard.js';
import type { Decision } from '../../request/record.js';
import { blockOf } from '../../request/record.js';
import { NothingStored } from '../../request/store.js';

/** Most users of whom something is remembered: one more is refused, for forgetting one early would let them be asked again. */
const MOST = 100_000;

const SWEEP_MS = 30_000;

/** What is remembered of one user, and until when, in milliseconds since the epoch. */
interface Remembered {
  readonly clients: Map<string, ClientGuard>;
  until: number;
}

/** What keeps users from being asked too often, by user. */
export class Guards {
  readonly #bySub = new Map<string, Remembered>();
  readonly #now: () => number;
  #sweptAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  of(sub: string): Guard {
    const known = this.#bySub.get(sub);
    return known !== undefined && this.#now() < known.until ? known.clients : new Map();
  }

  prompted(sub: string, clientId: string, caps: PromptCaps): void {
    const seconds = rememberedFor(caps);
    if (seconds > 0) this.#change(sub, clientId, seconds, (own) => notePrompt(own, caps, this.#now()));
  }

  /** Whatever has become of the request, the user wants to hear nothing of this client. */
  reported(sub: string, clientId: string, decision: Decision): void {
    const seconds = blockOf(decision);
    if (seconds !== undefined)
      this.#change(sub, clientId, seconds, (own) => noteReport(own, seconds, this.#now()));
  }

  /** Whether there was a report that held. */
  unblocked(sub: string, clientId: string): boolean {
    const held = this.#now() < (this.of(sub).get(clientId)?.blockedUntil ?? 0);
    if (held) this.#change(sub, clientId, 0, noteUnblock);
    return held;
  }

  decided(sub: string, clientId: string, { state }: Decision): void {
    if (state === 'denied')
      this.#change(sub, clientId, DENIALS_REMEMBERED, (own) => noteDenial(own, this.#now()));
    else if (state === 'approved' && (this.of(sub).get(clientId)?.denials ?? 0) > 0)
      this.#change(sub, clientId, 0, noteApproval);
  }

  #change(sub: string, clientId: string, seconds: number, change: (own: ClientGuard) => ClientGuard): void {
    const now = this.#now();
    if (now - this.#sweptAt >= SWEEP_MS) this.#forgetEnded(now);
    if (!this.#bySub.has(sub) && this.#bySub.size >= MOST)
      throw new NothingStored('the memory store remembers the prompts of too many users', 'guards');
    const known = this.#bySub.get(sub);
    const kept = known !== undefined && now < known.until ? known : { clients: new Map(), until: now };
    kept.clients.set(clientId, change(kept.clients.get(clientId) ?? UNKNOWN_CLIENT));
    kept.until = Math.max(kept.until, now + seconds * 1000);
    this.#bySub.set(sub, kept);
  }

  #forgetEnded(now: number): void {
    this.#sweptAt = now;
    for (const [sub, { until }] of this.#bySub) if (now >= until) this.#bySub.delete(sub);
  }
}
