import type { NewRequest } from '../../lib/request/record.js';
import type { CibaStore, Claim, Delivery, PollOutcome, Ticket } from '../../lib/request/store.js';
import type { Call } from './contract-redis.ts';
import { approval, approvalIdOf, noCaps } from './contract-requests.ts';
import { refused } from './outbox-bench.ts';

/** A request of a push client whose user is asked from the outbox. */
export const queuedPush: Partial<NewRequest> = {
  deliveryMode: 'push',
  callback: 'SEALED-CALLBACK',
  certificateThumbprint: 'THUMBPRINT',
  acknowledgedWithin: 6,
  queued: true,
};

/** One call after another in the life of a push, each with what it must answer. */
export function pushLife(store: CibaStore, request: NewRequest): readonly Call[] {
  const { selector } = request;
  /** The tickets that were drawn, the first first. */
  const tickets: Ticket[] = [];
  const ticket = (n: number): Ticket => tickets[n - 1] ?? { selector, mark: 'never drawn' };
  const take = async (): Promise<readonly Delivery[]> => {
    const taken = await store.take(10, 0);
    for (const delivery of taken) tickets.push(delivery.ticket);
    const names = tickets.map((one) => `${one.selector} ${one.mark}`);
    if (new Set(names).size < tickets.length) throw new Error('a ticket came twice');
    return taken;
  };
  const claims: Claim[] = [];
  const claim = async (): Promise<PollOutcome> => {
    const outcome = await store.claim(selector, 10);
    if (outcome.status === 'ready') claims.push(outcome.claim);
    return outcome;
  };
  return [
    { name: 'create', ask: () => store.create(request, noCaps), answer: { status: 'created' } },
    { name: 'take, to ask', ask: take, answer: [{ ticket: { selector }, state: 'pending' }] },
    { name: 'settle', ask: () => store.settle(ticket(1)), answer: undefined },
    {
      name: 'decide',
      ask: () => store.decide(approvalIdOf(request), approval(), request.sub),
      answer: { outcome: 'accepted', notifies: true },
    },
    { name: 'acknowledged', ask: () => store.acknowledged(selector), answer: true },
    { name: 'take, to tell', ask: take, answer: [{ ticket: { selector }, state: 'approved' }] },
    { name: 'claim', ask: claim, answer: { status: 'ready' } },
    {
      name: 'commit',
      ask: () => store.commit(claims[0] ?? { selector, mark: 'never drawn' }, 'SEALED-TOKENS'),
      answer: 'committed',
    },
    { name: 'defer', ask: () => store.defer(ticket(2), { ms: 0, counted: true }), answer: undefined },
    { name: 'take again', ask: take, answer: [{ ticket: { selector }, payload: 'SEALED-TOKENS' }] },
    { name: 'bury', ask: () => store.bury(ticket(3), refused), answer: undefined },
    { name: 'deadLetters', ask: () => store.deadLetters(10), answer: [{ attempts: 2 }] },
    { name: 'replay', ask: () => store.replay(selector), answer: true },
    { name: 'take once more', ask: take, answer: [{ ticket: { selector }, state: 'redeemed' }] },
    { name: 'settle the last', ask: () => store.settle(ticket(4)), answer: undefined },
  ];
}

/** Asks a call and insists on its answer, which it hands on. */
export async function answered({ name, ask, answer }: Call): Promise<unknown> {
  const got = await ask();
  if (typeof answer === 'object') expect([name, got]).toMatchObject([name, answer]);
  else expect([name, got]).toStrictEqual([name, answer]);
  return got;
}
