import type { Decision, DeliveryMode, NewRequest } from '../../lib/request/record.js';
import type { Burial, CibaStore, Delivery, Ticket } from '../../lib/request/store.js';
import type { Bench } from './contract-bench.ts';
import { approval, denial, refusals } from './contract-requests.ts';

/** Seconds for which the tests take a delivery. */
export const TAKEN_FOR = 30;

/** The modes whose clients are told. */
export const toldModes = ['ping', 'push'] as const satisfies readonly DeliveryMode[];

/** Every decision in each of these modes. */
export const toldDecisions: readonly { deliveryMode: DeliveryMode; decision: Decision }[] = toldModes.flatMap(
  (deliveryMode) =>
    [approval({ acr: 'phr', amr: ['hwk'] }), ...refusals].map((decision) => ({ deliveryMode, decision })),
);

/** A call was made, and another would be refused as well. */
export const refused: Burial = { reason: 'status_410', counted: true };

/** What the holder of a ticket may do, by name. */
export const endings: readonly [string, (store: CibaStore, ticket: Ticket) => Promise<void>][] = [
  ['settle', (store, ticket) => store.settle(ticket)],
  ['defer', (store, ticket) => store.defer(ticket, { ms: 1_000, counted: true })],
  ['bury', (store, ticket) => store.bury(ticket, refused)],
];

/** Short words for what is asked of an outbox. */
export interface OutboxBench {
  /** Stores a request of a ping client and has it decided: denied, where nothing else is said. */
  decided(values?: Partial<NewRequest>, decision?: Decision): Promise<NewRequest>;
  /** Stores an approved request of a push client and redeems it with this payload. */
  pushed(payload: string): Promise<NewRequest>;
  /** Has one more delivery become a dead letter. */
  buried(values?: Partial<NewRequest>, burial?: Burial): Promise<NewRequest>;
  take(limit?: number, lease?: number): Promise<readonly Delivery[]>;
  /** Takes the one delivery that is due. */
  takeOne(lease?: number): Promise<Delivery>;
  /** The selectors of what is taken, in its order. */
  taken(limit?: number, lease?: number): Promise<string[]>;
}

/** What is asked of the outbox of a bench. */
export function outboxOf(bench: Bench): OutboxBench {
  const outbox: OutboxBench = {
    async decided(values = {}, decision = denial) {
      const request = await bench.create({ deliveryMode: 'ping', ...values });
      expect(await bench.decide(request, decision)).toMatchObject({ outcome: 'accepted' });
      return request;
    },
    async pushed(payload) {
      const request = await outbox.decided({ deliveryMode: 'push' }, approval());
      const outcome = await bench.store.claim(request.selector, TAKEN_FOR);
      if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
      expect(await bench.store.commit(outcome.claim, payload)).toBe('committed');
      return request;
    },
    async buried(values, burial = refused) {
      const request = await outbox.decided(values);
      await bench.store.bury((await outbox.takeOne()).ticket, burial);
      return request;
    },
    take: (limit = 100, lease = TAKEN_FOR) => bench.store.take(limit, lease),
    async takeOne(lease) {
      const [delivery, ...others] = await outbox.take(100, lease);
      if (delivery === undefined || others.length > 0) throw new Error(`${others.length} more than one`);
      return delivery;
    },
    taken: async (limit, lease) => (await outbox.take(limit, lease)).map(({ record }) => record.selector),
  };
  return outbox;
}
