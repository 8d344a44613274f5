import type { DeliveryEvent, Emit } from '../events.js';
import type { Logger } from '../logger.js';
import type { CibaStore, Delivery } from '../request/store.js';
import { Outage } from './outage.js';
import { Turns } from './turns.js';
import { type Again, type Never, pauseAfter, type Verdict } from './verdict.js';

/** What a relay is made of. */
export interface RelayContext {
  readonly store: CibaStore;
  readonly emit: Emit;
  readonly logger: Logger;
  readonly deliver: (delivery: Delivery) => Promise<Verdict>;
  /** Seconds for which a delivery is taken: more than everything it may take together. */
  readonly lease: number;
  /** Hears that more is to be told than a process takes at once. */
  readonly full?: () => void;
}

/** Tells clients of outcomes, one relay a process. */
export interface Relay {
  /** What this process has done so far. */
  readonly counts: () => DeliveryCounts;
  /** There is something to be told: in this partition, or nobody knows where. */
  nudge(partition?: string): void;
  /** Takes nothing more and waits for what is under way. */
  close(): Promise<void>;
}

/** What one process has told clients since it started. */
export interface DeliveryCounts {
  /** Clients that were told. */
  readonly delivered: number;
  /** Calls that were put off. */
  readonly deferred: number;
  /** Clients that nobody tries to tell any more. */
  readonly undeliverable: number;
  /** Taken, and not settled yet. */
  readonly underWay: number;
}

/** How often the outbox is looked at for what others have left, in milliseconds. */
const SWEEP_MS = 1000;
const SOON_MS = 100;
const BATCH = 100;

/** Most deliveries that a process has taken at once, those that wait for their client's turn included. */
const MOST = 1000;

/** Calls to a client that pings it in vain. A push goes on until its request expires. */
const MOST_PINGS = 5;

const OUTAGE = { begins: 'the outbox could not be read', ends: 'the outbox can be read again' };

/** Starts a relay. */
export function startRelay(context: RelayContext): Relay {
  return new OutboxRelay(context);
}

class OutboxRelay implements Relay {
  readonly #context: RelayContext;
  readonly #running = new Set<Promise<void>>();
  readonly #turns = new Turns();
  readonly #counted = { delivered: 0, deferred: 0, undeliverable: 0 };
  readonly #wanted = new Set<string | undefined>();
  readonly #outage: Outage;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(context: RelayContext) {
    this.#context = context;
    this.#outage = new Outage(context.logger, OUTAGE);
    this.#timer = setInterval(() => this.nudge(), SWEEP_MS).unref();
  }

  counts(): DeliveryCounts {
    return { ...this.#counted, underWay: this.#running.size };
  }

  nudge(partition?: string): void {
    this.#wanted.add(partition);
    this.#look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    await this.#sweeping;
    await Promise.all(this.#running);
  }

  /** Looks where somebody asked to, as soon as there is room; one sweep at a time. */
  #look(): void {
    if (this.#closed || this.#wanted.size === 0) return;
    if (this.#room() <= 0) {
      this.#context.full?.();
      return;
    }
    this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => {
        // The next sweep will tell whether the store is back.
        this.#wanted.clear();
        this.#outage.met(error);
      })
      .finally(() => {
        this.#sweeping = undefined;
        this.#look();
      });
  }

  /** What was put off is due before the next sweep. */
  #lookSoon(): void {
    this.#soon = undefined;
    this.nudge();
  }

  #room(): number {
    return MOST - this.#running.size;
  }

  /** Goes on while there is more, and while somebody asks. */
  async #sweep(): Promise<void> {
    while (this.#wanted.size > 0 && !this.#closed && this.#room() > 0) {
      const [partition] = this.#wanted;
      this.#wanted.delete(partition);
      const limit = Math.min(BATCH, this.#room());
      const taken = await this.#context.store.take(limit, this.#context.lease, partition);
      this.#outage.over();
      for (const delivery of taken) this.#start(delivery);
      if (taken.length >= limit) this.#wanted.add(partition);
    }
  }

  #start(delivery: Delivery): void {
    const done = this.#inTurn(delivery)
      .catch((error: unknown) => this.#context.logger.error(error, 'a delivery could not be recorded'))
      .finally(() => {
        this.#running.delete(done);
        this.#look();
      });
    this.#running.add(done);
  }

  /** A delivery that has waited for long may be another process's by now, or soon: it is put off. */
  async #inTurn(delivery: Delivery): Promise<void> {
    const { clientId } = delivery.record;
    const taken = performance.now();
    const turn = this.#turns.enter(clientId);
    if (turn === undefined) return this.#putOff(delivery);
    await turn;
    const began = performance.now();
    try {
      const late = began - taken > (this.#context.lease * 1000) / 4;
      await (late || this.#closed ? this.#putOff(delivery) : this.#tell(delivery));
    } finally {
      this.#turns.leave(clientId, performance.now() - began);
    }
  }

  #putOff({ ticket, record }: Delivery): Promise<void> {
    const ms = this.#closed ? 0 : this.#turns.pause(record.clientId) * (1 + Math.random());
    this.#soon ??= setTimeout(() => this.#lookSoon(), SOON_MS).unref();
    return this.#context.store.defer(ticket, { ms, counted: false });
  }

  async #tell(delivery: Delivery): Promise<void> {
    const { deliver, logger } = this.#context;
    const verdict = await deliver(delivery).catch((error: unknown): Verdict => {
      logger.error(error, 'a delivery failed');
      return { what: 'again', reason: 'fault', counted: true };
    });
    if (verdict.what === 'told' || verdict.what === 'moot') await this.#settle(delivery, verdict);
    else if (verdict.what === 'again' && !isLast(delivery, verdict)) await this.#defer(delivery, verdict);
    else await this.#bury(delivery, verdict);
  }

  async #settle(delivery: Delivery, { what }: Verdict): Promise<void> {
    const { store, emit } = this.#context;
    await store.settle(delivery.ticket);
    if (what !== 'told') return;
    this.#counted.delivered += 1;
    emit('delivered', eventOf(delivery, true));
  }

  async #defer(delivery: Delivery, { reason, counted, ms = 0 }: Again): Promise<void> {
    const { store, emit } = this.#context;
    const pause = Math.max(pauseAfter(delivery.attempts), ms);
    await store.defer(delivery.ticket, { ms: pause, counted });
    this.#counted.deferred += 1;
    emit('deliveryDeferred', { ...eventOf(delivery, counted), reason, retry_in: pause / 1000 });
  }

  async #bury(delivery: Delivery, { reason, counted }: Again | Never): Promise<void> {
    const { store, emit, logger } = this.#context;
    await store.bury(delivery.ticket, { reason, counted });
    this.#counted.undeliverable += 1;
    emit('undeliverable', { ...eventOf(delivery, counted), reason });
    logger.warn?.(
      `a delivery for client ${JSON.stringify(delivery.record.clientId)} was given up: ${reason}`,
    );
  }
}

/** A push goes on until its request expires; a client that was pinged in vain may still poll. */
function isLast({ record, attempts }: Delivery, { counted }: Again): boolean {
  return record.deliveryMode === 'ping' && counted && attempts + 1 >= MOST_PINGS;
}

function eventOf({ record, attempts }: Delivery, counted: boolean): DeliveryEvent {
  const { selector, clientId, sub, deliveryMode } = record;
  return {
    selector,
    client_id: clientId,
    sub,
    delivery_mode: deliveryMode as 'ping' | 'push',
    attempts: attempts + (counted ? 1 : 0),
  };
}
