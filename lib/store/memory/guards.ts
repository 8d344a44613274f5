import {
  type ClientGuard,
  forgottenAt,
  type Guard,
  noteApproval,
  noteDenial,
  notePrompt,
  noteReport,
  noteUnblock,
  type PromptCaps,
  rememberedFor,
  stillRemembered,
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
  readonly clients: Guard;
  readonly until: number;
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
    return stillRemembered(this.#bySub.get(sub)?.clients ?? new Map(), this.#now());
  }

  prompted(sub: string, clientId: string, caps: PromptCaps): void {
    if (rememberedFor(caps) > 0) this.#change(sub, clientId, (own) => notePrompt(own, caps, this.#now()));
  }

  /** Whatever has become of the request, the user wants to hear nothing of this client. */
  reported(sub: string, clientId: string, decision: Decision): void {
    const seconds = blockOf(decision);
    if (seconds !== undefined) this.#change(sub, clientId, (own) => noteReport(own, seconds, this.#now()));
  }

  /** Whether there was a report that held. */
  unblocked(sub: string, clientId: string): boolean {
    const held = this.#now() < (this.of(sub).get(clientId)?.blockedUntil ?? 0);
    if (held) this.#change(sub, clientId, noteUnblock);
    return held;
  }

  decided(sub: string, clientId: string, { state }: Decision): void {
    if (state === 'denied') this.#change(sub, clientId, (own) => noteDenial(own, this.#now()));
    else if (state === 'approved' && (this.of(sub).get(clientId)?.denials ?? 0) > 0)
      this.#change(sub, clientId, noteApproval);
  }

  /** Changes what is remembered of a client; what is forgotten of the others goes. */
  #change(sub: string, clientId: string, change: (own: ClientGuard) => ClientGuard): void {
    const now = this.#now();
    if (now - this.#sweptAt >= SWEEP_MS) this.#forgetEnded(now);
    if (!this.#bySub.has(sub) && this.#bySub.size >= MOST)
      throw new NothingStored('the memory store remembers the prompts of too many users', 'guards');
    const known = this.of(sub);
    const clients = new Map([...known, [clientId, change(known.get(clientId) ?? UNKNOWN_CLIENT)]]);
    const until = Math.max(...[...clients.values()].map(forgottenAt));
    if (now < until) this.#bySub.set(sub, { clients, until });
    else this.#bySub.delete(sub);
  }

  #forgetEnded(now: number): void {
    this.#sweptAt = now;
    for (const [sub, { until }] of this.#bySub) if (now >= until) this.#bySub.delete(sub);
  }
}
