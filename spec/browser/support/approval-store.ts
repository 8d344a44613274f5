import type { CibaStore } from '../../../lib/index.js';

/** The calls that stall. */
const STALLING: readonly (keyof CibaStore)[] = ['create', 'poll', 'decide', 'get', 'list'];

/** A store that answers nothing while it is stalled, and does nothing of what it was asked meanwhile. */
export function stallable(store: CibaStore): { readonly store: CibaStore; stall(is: boolean): void } {
  let stalled = false;
  const calls = STALLING.map((name) => {
    const call = (store[name] as (...args: unknown[]) => unknown).bind(store);
    return [name, (...args: unknown[]) => (stalled ? new Promise(() => undefined) : call(...args))];
  });
  return {
    store: { ...store, ...Object.fromEntries(calls) },
    stall(is) {
      stalled = is;
    },
  };
}
