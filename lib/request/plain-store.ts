import type { CibaStore } from './store.js';

/** The same store as a plain object, so that a host can wrap it by spreading and replacing single calls. */
export function plainStore(store: CibaStore): CibaStore {
  return {
    bind: (issuer) => store.bind(issuer),
    partitionOf: (sub) => store.partitionOf(sub),
    create: (request, caps) => store.create(request, caps),
    poll: (question) => store.poll(question),
    commit: (claim) => store.commit(claim),
    release: (claim) => store.release(claim),
    decide: (id, decision, by) => store.decide(id, decision, by),
    get: (id, sub) => store.get(id, sub),
    list: (sub) => store.list(sub),
    useOnce: (used) => store.useOnce(used),
    check: () => store.check(),
    close: () => store.close(),
  };
}
