import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';

/** A memory store of which some calls are replaced; each replacement gets the store behind it. */
export function storeWith(replaced: (store: CibaStore) => Partial<CibaStore>, now?: () => number): CibaStore {
  const store = memoryStore(now ? { now } : {});
  const passing: CibaStore = {
    partitionOf: (sub) => store.partitionOf(sub),
    create: (request, caps) => store.create(request, caps),
    poll: (question) => store.poll(question),
    commit: (claim) => store.commit(claim),
    release: (claim) => store.release(claim),
    decide: (id, decision, by) => store.decide(id, decision, by),
    get: (id, sub) => store.get(id, sub),
    list: (sub) => store.list(sub),
    check: () => store.check(),
    close: () => store.close(),
  };
  return { ...passing, ...replaced(store) };
}
