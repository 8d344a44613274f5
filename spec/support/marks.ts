import type { CibaStore, Claim, Delivery, PollOutcome, Ticket } from '../../lib/request/store.js';

/** A claim or a ticket. */
type Marked = Claim & Ticket;

/**
 * A store whose marks are called by the order in which they were first seen: `claim 1`, `claim 2` and `ticket 1` of a request. Two
 * stores that draw marks alike answer alike then. What was never drawn keeps its name.
 */
export function namingMarks(store: CibaStore): CibaStore {
  const [claims, tickets] = [new Names('claim'), new Names('ticket')];
  const ready = (outcome: PollOutcome): PollOutcome =>
    outcome.status === 'ready' ? { ...outcome, claim: claims.named(outcome.claim) } : outcome;
  const taken = (delivery: Delivery): Delivery => ({ ...delivery, ticket: tickets.named(delivery.ticket) });
  return {
    ...store,
    poll: async (question) => ready(await store.poll(question)),
    claim: async (selector, lease) => ready(await store.claim(selector, lease)),
    commit: (claim, payload) => store.commit(claims.drawn(claim), payload),
    release: (claim) => store.release(claims.drawn(claim)),
    take: async (...given) => (await store.take(...given)).map(taken),
    settle: (ticket) => store.settle(tickets.drawn(ticket)),
    defer: (ticket, after) => store.defer(tickets.drawn(ticket), after),
    bury: (ticket, burial) => store.bury(tickets.drawn(ticket), burial),
  };
}

/** What the marks of each request are called, the first first. */
class Names {
  readonly #kind: string;
  readonly #marks = new Map<string, string[]>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  named({ selector, mark }: Marked): Marked {
    const marks = this.#marks.get(selector) ?? [];
    this.#marks.set(selector, marks);
    const known = marks.indexOf(mark);
    return { selector, mark: this.#nameOf(known === -1 ? marks.push(mark) - 1 : known) };
  }

  drawn({ selector, mark }: Marked): Marked {
    const marks = this.#marks.get(selector) ?? [];
    const at = marks.findIndex((_mark, index) => this.#nameOf(index) === mark);
    return { selector, mark: marks[at] ?? mark };
  }

  #nameOf(index: number): string {
    return `${this.#kind} ${index + 1}`;
  }
}
