import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';

/** A memory store of which some calls are replaced; each replacement gets the store behind it. */
export function storeWith(replaced: (store: CibaStore) => Partial<CibaStore>, now?: () => number): CibaStore {
  const store = memoryStore(now ? { now } : {});
  return { ...store, ...replaced(store) };
}
