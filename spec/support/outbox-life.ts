import type { NewRequest } from '../../lib/request/record.js';
import type { CibaStore } from '../../lib/request/store.js';
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
  const ticket = (number: number) => ({ selector, number });
  const take = () => store.take(10, 0);
  return [
    { name: 'create', ask: () => store.create(request, noCaps), answer: { status: 'created' } },
    { name: 'take, to ask', ask: take, answer: [{ ticket: ticket(1), state: 'pending' }] },
    { name: 'settle', ask: () => store.settle(ticket(1)), answer: undefined },
    {
      name: 'decide',
      ask: () => store.decide(approvalIdOf(request), approval(), request.sub),
      answer: { outcome: 'accepted', notifies: true },
    },
    { name: 'acknowledged', ask: () => store.acknowledged(selector), answer: true },
    { name: 'take, to tell', ask: take, answer: [{ ticket: ticket(3), state: 'approved' }] },
    { name: 'claim', ask: () => store.claim(selector, 10), answer: { status: 'ready' } },
    {
      name: 'commit',
      ask: () => store.commit({ selector, number: 1 }, 'SEALED-TOKENS'),
      answer: 'committed',
    },
    { name: 'defer', ask: () => store.defer(ticket(3), { ms: 0, counted: true }), answer: undefined },
    { name: 'take again', ask: take, answer: [{ ticket: ticket(4), payload: 'SEALED-TOKENS' }] },
    { name: 'bury', ask: () => store.bury(ticket(4), refused), answer: undefined },
    { name: 'deadLetters', ask: () => store.deadLetters(10), answer: [{ attempts: 2 }] },
    { name: 'replay', ask: () => store.replay(selector), answer: true },
    { name: 'take once more', ask: take, answer: [{ ticket: ticket(6), state: 'redeemed' }] },
    { name: 'settle the last', ask: () => store.settle(ticket(6)), answer: undefined },
  ];
}

/** Asks a call and insists on its answer. */
export async function answered({ name, ask, answer }: Call): Promise<void> {
  const got = await ask();
  if (typeof answer === 'object') expect([name, got]).toMatchObject([name, answer]);
  else expect([name, got]).toStrictEqual([name, answer]);
}
