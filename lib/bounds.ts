import type { Emit } from './events.js';

/** What a process keeps no more of than it can carry: polls that wait, deliveries under way, and what the memory store or a list holds. */
export type BoundName =
  | 'waitingPolls'
  | 'deliveries'
  | 'refusedSecrets'
  | 'requests'
  | 'usedTokens'
  | 'attempts'
  | 'guards';

/** Hears that a bound was reached. */
export type Bounded = (bound: BoundName) => void;

const MINUTE_MS = 60_000;

/** Tells of a bound that was reached, once a minute each: it is reached again with every request. */
export function boundsOf(emit: Emit, now: () => number = () => performance.now()): Bounded {
  const told = new Map<BoundName, number>();
  return (bound) => {
    const at = now();
    if (at < (told.get(bound) ?? Number.NEGATIVE_INFINITY) + MINUTE_MS) return;
    told.set(bound, at);
    emit('bounded', { bound });
  };
}
