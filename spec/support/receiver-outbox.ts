import type { CibaStore, Ticket } from '../../lib/request/store.js';
import { until } from './server-until.ts';

/** A store of which a test can tell whether its outbox is at rest. */
export interface RestingStore {
  readonly store: CibaStore;
  /** Waits until nobody looks at the outbox and nothing that was taken from it is under way. */
  rest(): Promise<void>;
}

/** Watches the outbox of a store. */
export function restingStore(store: CibaStore): RestingStore {
  let asking = 0;
  const taken = new Map<string, string>();
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    asking += 1;
    return ask().finally(() => {
      asking -= 1;
    });
  };
  const ending = ({ selector, mark }: Ticket, end: () => Promise<void>): Promise<void> =>
    asked(end).finally(() => {
      if (taken.get(selector) === mark) taken.delete(selector);
    });
  const watched: CibaStore = {
    ...store,
    acknowledged: (selector) => asked(() => store.acknowledged(selector)),
    take: (...args) =>
      asked(async () => {
        const deliveries = await store.take(...args);
        for (const { ticket } of deliveries) taken.set(ticket.selector, ticket.mark);
        return deliveries;
      }),
    settle: (ticket) => ending(ticket, () => store.settle(ticket)),
    defer: (ticket, after) => ending(ticket, () => store.defer(ticket, after)),
    bury: (ticket, burial) => ending(ticket, () => store.bury(ticket, burial)),
  };
  return {
    store: watched,
    rest: () => until(() => asking === 0 && taken.size === 0, 'the outbox is at rest'),
  };
}
