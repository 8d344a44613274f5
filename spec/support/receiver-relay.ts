import { afterEach, beforeEach, jest } from '@jest/globals';
import type { CibaEventName } from '../../lib/events.js';
import { type Relay, type RelayContext, startRelay } from '../../lib/notification/relay.js';
import type { Verdict } from '../../lib/notification/verdict.js';
import type { Burial, CibaStore, Deferral, Delivery, Ticket } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { newRequest, recordOf } from './contract-requests.ts';

/** Something to be told of a client, as the store hands it out. */
export function deliveryOf(clientId: string, changes: Partial<Delivery> = {}): Delivery {
  const record = recordOf(newRequest('', { clientId, deliveryMode: 'ping' }), 0);
  const ticket = { selector: record.selector, mark: 'a mark' };
  return { ticket, record, state: 'approved', expired: false, attempts: 0, ...changes };
}

/** Several, to clients by number. */
export function many(count: number, clientId: (i: number) => string): Delivery[] {
  return Array.from({ length: count }, (_, i) => deliveryOf(clientId(i)));
}

/** A way to deliver that takes as long as a test likes. */
export function heldDeliveries() {
  const calls: string[] = [];
  const ends: (() => void)[] = [];
  const deliver = ({ record }: Delivery): Promise<Verdict> => {
    calls.push(record.clientId);
    return new Promise((resolve) => {
      ends.push(() => resolve({ what: 'told' }));
    });
  };
  const end = (count = ends.length): void => {
    for (const one of ends.splice(0, count)) one();
  };
  return { calls, deliver, end };
}

/** A relay over an outbox that the test fills, and what it made of it. */
export interface RelayBench {
  readonly relay: Relay;
  /** What is due. */
  readonly due: Delivery[];
  /** How often the outbox was looked at, and for how many at most. */
  readonly looked: number[];
  readonly settled: string[];
  readonly deferred: { readonly selector: string; readonly after: Deferral }[];
  readonly buried: { readonly selector: string; readonly burial: Burial }[];
  readonly events: (readonly [CibaEventName, object])[];
  readonly logged: unknown[][];
  readonly warned: string[];
}

/** Changes to the standard relay; members of `store` replace those of the outbox. */
export interface RelayWish {
  readonly deliver: RelayContext['deliver'];
  readonly store?: Partial<CibaStore>;
  readonly full?: () => void;
}

/** Starts relays for which time passes when a test says so. */
export function useRelays(): (wish: RelayWish) => RelayBench {
  const open: Relay[] = [];
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout', 'clearTimeout'],
    });
  });
  afterEach(() => {
    // Nobody waits for calls that a test has left hanging.
    for (const relay of open.splice(0)) void relay.close();
    jest.useRealTimers();
  });
  return (wish) => {
    const bench = relayBench(wish);
    open.push(bench.relay);
    return bench;
  };
}

function relayBench({ deliver, store: replaced, full }: RelayWish): RelayBench {
  const made = {
    ...{ due: [] as Delivery[], looked: [] as number[], settled: [] as string[], logged: [] as unknown[][] },
    warned: [] as string[],
    deferred: [] as { selector: string; after: Deferral }[],
    buried: [] as { selector: string; burial: Burial }[],
    events: [] as [CibaEventName, object][],
  };
  const outbox: Partial<CibaStore> = {
    take: async (limit) => {
      made.looked.push(limit);
      return made.due.splice(0, limit);
    },
    settle: async ({ selector }: Ticket) => void made.settled.push(selector),
    defer: async ({ selector }, after) => void made.deferred.push({ selector, after }),
    bury: async ({ selector }, burial) => void made.buried.push({ selector, burial }),
  };
  const relay = startRelay({
    store: { ...memoryStore(), ...outbox, ...replaced },
    emit: (name, event) => void made.events.push([name, event]),
    logger: {
      error: (...line) => void made.logged.push(line),
      warn: (line) => void made.warned.push(line),
    },
    deliver,
    lease: 30,
    ...(full && { full }),
  });
  return { relay, ...made };
}

/** Lets everything happen that waits for nothing but itself. */
export async function turns(times = 20): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}
