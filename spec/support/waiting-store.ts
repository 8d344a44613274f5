import type { CibaStore, PollOutcome } from '../../lib/request/store.js';

/** A store of which a test sees who waits on it, and may disturb them. */
export interface WatchedStore {
  readonly store: CibaStore;
  /** Every look of a poll, in order: the first, or one again. */
  readonly looks: ('first' | 'again')[];
  /** How many listen for changes. */
  readonly listening: () => number;
  /** Says to everybody that something has changed, though nothing has. */
  hint(): void;
  /** The next look is not answered, and has not happened. */
  refuse(error: Error): void;
  /** What happens between the next look and its answer. */
  meanwhile(work: () => Promise<unknown>): void;
  /** Keeps everybody from hearing of changes. */
  deafen(): void;
}

/** Watches a store. */
export function watchedStore(store: CibaStore): WatchedStore {
  const looks: ('first' | 'again')[] = [];
  const listeners = new Set<() => void>();
  const queue: (() => Promise<unknown>)[] = [];
  const refusals: Error[] = [];
  let deaf = false;
  const poll: CibaStore['poll'] = async (question): Promise<PollOutcome> => {
    looks.push(question.recheck ? 'again' : 'first');
    const refusal = refusals.shift();
    if (refusal !== undefined) throw refusal;
    const outcome = await store.poll(question);
    await queue.shift()?.();
    return outcome;
  };
  const onChange: CibaStore['onChange'] = (selector, changed) => {
    const heard = (): void => void (deaf || changed());
    const stop = store.onChange(selector, heard);
    listeners.add(changed);
    return () => {
      stop();
      listeners.delete(changed);
    };
  };
  return {
    store: { ...store, poll, onChange },
    looks,
    listening: () => listeners.size,
    hint: () => {
      for (const changed of listeners) changed();
    },
    refuse: (error) => void refusals.push(error),
    meanwhile: (work) => void queue.push(work),
    deafen: () => {
      deaf = true;
    },
  };
}
