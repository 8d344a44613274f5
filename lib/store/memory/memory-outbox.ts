import * as outbox from '../../request/delivery.js';
import { drawMark } from '../../request/mark.js';
import type { Burial, DeadLetter, Deferral, Delivery, Ticket } from '../../request/store.js';
import type { StoredRequest } from '../../request/stored-request.js';
import type { Entry, Shelf } from './shelf.js';

/** The outbox of ping and push: what clients are to be told, and what nobody tells them any more. */
export class MemoryOutbox {
  readonly #shelf: Shelf;
  readonly #now: () => number;

  constructor(shelf: Shelf, now: () => number) {
    this.#shelf = shelf;
    this.#now = now;
  }

  async acknowledged(selector: string): Promise<boolean> {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && this.#shelf.step(entry, outbox.acknowledge(entry.request, this.#now()));
  }

  async take(limit: number, lease: number): Promise<readonly Delivery[]> {
    const now = this.#now();
    const due = this.#shelf.undelivered().filter(({ request }) => outbox.isDue(request, now));
    const first = due.sort((a, b) => dueAt(a) - dueAt(b)).slice(0, limit);
    const taken = first.map((entry) =>
      this.#shelf.step(entry, outbox.take(entry.request, { lease, mark: drawMark() }, now)),
    );
    return structuredClone(taken.filter((delivery) => delivery !== undefined));
  }

  async settle(ticket: Ticket): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.settle(request, ticket));
  }

  async defer(ticket: Ticket, after: Deferral): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.defer(request, ticket, after, this.#now()));
  }

  async bury(ticket: Ticket, burial: Burial): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.bury(request, ticket, burial, this.#now()));
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const dead = this.#shelf.undelivered().flatMap(({ request: { record, delivery } }) => {
      if (delivery?.buried === undefined) return [];
      const { reason, at } = delivery.buried;
      return [{ at, letter: { record, attempts: delivery.attempts, reason } }];
    });
    const latestFirst = dead.sort((a, b) => b.at - a.at).map(({ letter }) => letter);
    return structuredClone(latestFirst.slice(0, limit));
  }

  async replay(selector: string): Promise<boolean> {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && this.#shelf.step(entry, outbox.replay(entry.request, this.#now()));
  }

  #change(selector: string, change: (request: StoredRequest) => StoredRequest): void {
    const entry = this.#shelf.find(selector);
    if (entry !== undefined) this.#shelf.step(entry, { answer: undefined, next: change(entry.request) });
  }
}

function dueAt({ request }: Entry): number {
  return request.delivery?.dueAt ?? 0;
}
