import { hash } from 'node:crypto';
import type { Bounded } from '../../bounds.js';
import { CibaError } from '../../errors.js';
import type { Emit } from '../../events.js';
import type { Incoming } from '../../http/handler.js';
import type { AttemptLimit } from '../../request/attempts.js';
import type { CibaStore } from '../../request/store.js';

/** What counting wrong client secrets needs. */
export interface SecretAttemptsContext {
  readonly store: Pick<CibaStore, 'attempt'>;
  readonly emit: Emit;
  readonly bounded: Bounded;
  /** Undefined where they are not counted. */
  readonly limit: AttemptLimit | undefined;
  /** From where a request comes; undefined where the host cannot tell. */
  readonly getAddress: ((req: Incoming) => Promise<string | undefined>) | undefined;
  /** Milliseconds of a clock that never goes back. Default: the process's own. */
  readonly now?: () => number;
}

/** Judges the secret of a client, unless too many wrong ones came from where the request comes. */
export type JudgeSecret = (
  clientId: string,
  req: Incoming,
  isRight: () => Promise<boolean>,
) => Promise<boolean>;

/** Most that are remembered as refused; each costs a hash and a number. */
const MOST = 10_000;

/** Seconds after which to come again while as many wrong ones as may be are on their way to the store. */
const SOON = 1;

/**
 * Counts wrong secrets by client and address, in the store that all processes share; right ones cost no call of it. Once there were too many,
 * this process refuses before it looks, until they are forgotten; so it does while too many are being counted, and tells nothing of one that it has
 * looked at meanwhile. Another address is never locked out.
 */
export function secretAttempts({ limit, getAddress, ...context }: SecretAttemptsContext): JudgeSecret {
  if (limit === undefined || getAddress === undefined) return (_clientId, _req, isRight) => isRight();
  const { store, emit, bounded, now = () => performance.now() } = context;
  const refused = new Refused(now, bounded);
  const underWay = new UnderWay();
  const refuse = (clientId: string, retryAfter: number): never => {
    emit('limited', { client_id: clientId, cap: 'secretAttempts' });
    throw new CibaError('temporarily_unavailable', 'Too many wrong secrets; try again later.', {
      status: 429,
      retryAfter,
    });
  };
  return async (clientId, req, isRight) => {
    const address = await getAddress(req);
    if (address === undefined) return isRight();
    const names = [clientId, address];
    const key = keyOf(names);
    const requireNotRefused = (): void => {
      const left = Math.max(refused.secondsLeft(key), underWay.of(key) < limit.most ? 0 : SOON);
      if (left > 0) refuse(clientId, left);
    };
    requireNotRefused();
    const right = await isRight();
    // Guesses that came all at once may be too many by now.
    requireNotRefused();
    if (right) return true;
    const outcome = await underWay.counted(key, store.attempt({ kind: 'client_secret', names, ...limit }));
    if (outcome.allowed) return false;
    refused.add(key, outcome.retryAfter);
    return refuse(clientId, outcome.retryAfter);
  };
}

/** How many wrong secrets of whom are being counted by the store. */
class UnderWay {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  async counted<T>(key: string, counting: Promise<T>): Promise<T> {
    this.#counts.set(key, this.of(key) + 1);
    try {
      return await counting;
    } finally {
      const left = this.of(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
  }
}

/** Who is refused unseen, and until when. */
class Refused {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;
  readonly #bounded: Bounded;

  constructor(now: () => number, bounded: Bounded) {
    this.#now = now;
    this.#bounded = bounded;
  }

  /** Whole seconds; 0 where it is not refused. */
  secondsLeft(key: string): number {
    const until = this.#until.get(key);
    if (until === undefined) return 0;
    const left = until - this.#now();
    if (left > 0) return Math.ceil(left / 1000);
    this.#until.delete(key);
    return 0;
  }

  /** One beyond the bound is not remembered: the store refuses it again, once a wrong secret was looked at. */
  add(key: string, seconds: number): void {
    if (this.#until.size >= MOST) this.#forgetEnded();
    if (this.#until.size >= MOST) this.#bounded('refusedSecrets');
    else this.#until.set(key, this.#now() + seconds * 1000);
  }

  #forgetEnded(): void {
    const now = this.#now();
    for (const [key, until] of this.#until) if (now >= until) this.#until.delete(key);
  }
}

/** However long an address is that somebody makes up. */
function keyOf(names: readonly string[]): string {
  return hash('sha256', JSON.stringify(names), 'base64url');
}
