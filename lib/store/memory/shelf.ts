import { NothingStored } from '../../request/store.js';
import type { Step, StoredRequest } from '../../request/stored-request.js';

/** A stored request and the end of its retention, in milliseconds since the epoch. */
export interface Entry {
  request: StoredRequest;
  readonly keepUntil: number;
}

const SWEEP_MS = 30_000;

/** The bounded map behind the memory store: found by selector and by user, forgotten when retention ends. */
export class Shelf {
  readonly #bySelector = new Map<string, Entry>();
  readonly #byUser = new Map<string, Set<Entry>>();
  readonly #undelivered = new Set<Entry>();
  /** In which order they came, counted from 1. */
  readonly #numbers = new WeakMap<Entry, number>();
  #added = 0;
  readonly #maxRequests: number;
  readonly #now: () => number;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(maxRequests: number, now: () => number) {
    this.#maxRequests = maxRequests;
    this.#now = now;
  }

  find(selector: string): Entry | undefined {
    const entry = this.#bySelector.get(selector);
    if (entry === undefined || this.#now() < entry.keepUntil) return entry;
    this.#remove(entry);
    return undefined;
  }

  ofUser(sub: string): Entry[] {
    return [...(this.#byUser.get(sub) ?? [])];
  }

  /** Those whose client has something to be told, dead letters included. */
  undelivered(): Entry[] {
    const now = this.#now();
    return [...this.#undelivered].filter(({ keepUntil }) => now < keepUntil);
  }

  /** All that came after the entry of this number, each with its own, in the order in which they came. */
  after(number: number): { readonly entry: Entry; readonly number: number }[] {
    const now = this.#now();
    return [...this.#bySelector.values()]
      .filter(({ keepUntil }) => now < keepUntil)
      .map((entry) => ({ entry, number: this.#numbers.get(entry) ?? 0 }))
      .filter((numbered) => numbered.number > number);
  }

  /** Takes note of what has become of an entry. */
  note(entry: Entry): void {
    if (entry.request.delivery === undefined) this.#undelivered.delete(entry);
    else this.#undelivered.add(entry);
  }

  /** Puts what a step has made of an entry in its place, and hands on what it answered. */
  step<Answer>(entry: Entry, { answer, next }: Step<Answer>): Answer {
    entry.request = next;
    this.note(entry);
    return answer;
  }

  /** Throws when the shelf is full even after what may be forgotten is. */
  requireRoom(): void {
    if (this.#bySelector.size >= this.#maxRequests) this.#sweep();
    if (this.#bySelector.size >= this.#maxRequests)
      throw new NothingStored('the memory store is full', 'requests');
  }

  /** Adds an entry, for which the caller has asked for room. */
  add(entry: Entry): void {
    const { selector, sub } = entry.request.record;
    this.#bySelector.set(selector, entry);
    this.#added += 1;
    this.#numbers.set(entry, this.#added);
    const ofUser = this.#byUser.get(sub) ?? new Set();
    this.#byUser.set(sub, ofUser.add(entry));
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #sweep(): void {
    const now = this.#now();
    for (const entry of this.#bySelector.values()) if (now >= entry.keepUntil) this.#remove(entry);
    if (this.#bySelector.size === 0) this.close();
  }

  #remove(entry: Entry): void {
    const { selector, sub } = entry.request.record;
    this.#bySelector.delete(selector);
    this.#undelivered.delete(entry);
    const ofUser = this.#byUser.get(sub);
    ofUser?.delete(entry);
    if (ofUser?.size === 0) this.#byUser.delete(sub);
  }
}
