import type { CibaStore } from '../../lib/request/store.js';

/** Where a process ends on the way from a decision to the client that is to hear of it. */
export const POINTS = ['before decide', 'after decide', 'after take', 'mid-call', 'after the 204'] as const;

/** One of those; or between minting and committing, where tokens exist of which the store knows nothing. */
export type Point = (typeof POINTS)[number] | 'after the mint';

/** Where a process ends, and how many requests must have come there. */
export interface End {
  readonly point: Point;
  readonly requests: number;
}

/** Seconds after which others may take what a dead process has taken, however long it took to die. */
const LEASE = 1;

/**
 * The store of a process that ends itself by SIGKILL at one point, once all its requests have come there. None of them
 * gets further, and what there is to be told is taken once, when all of them are decided.
 */
export function mortalStore(store: CibaStore, { point, requests }: End): CibaStore {
  const there = new Set<string>();
  const arrive = (selector: string): Promise<never> => {
    if (there.add(selector).size >= requests) process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  };
  let decided = 0;
  const decide: CibaStore['decide'] = async (...decision) => {
    const outcome = await store.decide(...decision);
    decided += 1;
    return outcome;
  };
  const take: CibaStore['take'] = async (limit, _lease, partition) => {
    if (decided !== requests) return [];
    decided = 0;
    return store.take(limit, LEASE, partition);
  };
  const telling = { ...store, decide, take };
  switch (point) {
    case 'before decide':
      return { ...telling, decide: ({ selector }) => arrive(selector) };
    case 'after decide':
      return { ...telling, decide: (id, ...by) => store.decide(id, ...by).then(() => arrive(id.selector)) };
    case 'after take':
      return { ...telling, take: (...asked) => take(...asked).then(arrivingAll(arrive)) };
    case 'after the mint':
      return { ...telling, commit: ({ selector }) => arrive(selector) };
    case 'after the 204':
      return { ...telling, settle: ({ selector }) => arrive(selector) };
    case 'mid-call':
      // A call that is not answered: its client knows where it stands, and ends the process.
      return telling;
  }
}

type Taken = Awaited<ReturnType<CibaStore['take']>>;

function arrivingAll(arrive: (selector: string) => Promise<never>): (taken: Taken) => Promise<Taken> {
  return async (taken) => {
    if (taken.length > 0) await Promise.all(taken.map(({ ticket }) => arrive(ticket.selector)));
    return taken;
  };
}
