import type { CibaStore } from './store.js';

/** The same store as a plain object, so that a host can wrap it by spreading and replacing single calls. */
export function plainStore(store: CibaStore): CibaStore {
  return {
    external: store.external,
    bind: (issuer) => store.bind(issuer),
    partitionOf: (sub) => store.partitionOf(sub),
    create: (request, caps) => store.create(request, caps),
    poll: (question) => store.poll(question),
    claim: (selector, lease) => store.claim(selector, lease),
    commit: (claim, payload) => store.commit(claim, payload),
    release: (claim) => store.release(claim),
    decide: (id, decision, by) => store.decide(id, decision, by),
    withdraw: (selector) => store.withdraw(selector),
    isPending: (selector) => store.isPending(selector),
    get: (id, sub) => store.get(id, sub),
    list: (sub) => store.list(sub),
    scan: (question) => store.scan(question),
    unblock: (sub, clientId) => store.unblock(sub, clientId),
    acknowledged: (selector) => store.acknowledged(selector),
    take: (limit, lease, partition) => store.take(limit, lease, partition),
    settle: (ticket) => store.settle(ticket),
    defer: (ticket, after) => store.defer(ticket, after),
    bury: (ticket, burial) => store.bury(ticket, burial),
    deadLetters: (limit) => store.deadLetters(limit),
    replay: (selector) => store.replay(selector),
    onChange: (selector, changed) => store.onChange(selector, changed),
    onUserChange: (sub, changed) => store.onUserChange(sub, changed),
    useOnce: (used) => store.useOnce(used),
    attempt: (attempt) => store.attempt(attempt),
    forgive: (attempt) => store.forgive(attempt),
    check: () => store.check(),
    close: () => store.close(),
  };
}
