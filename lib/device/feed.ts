import { createHash } from 'node:crypto';
import type { AuthenticationRequest } from '../index.js';
import type { Log } from './logger.js';
import { firstToExpire, shownList } from './view.js';

/** A user's pending requests as they were at some moment. */
export interface Listing {
  /** The same for the same list, in every process. */
  readonly id: string;
  readonly sub: string;
  /** The first to expire in front. */
  readonly requests: readonly AuthenticationRequest[];
}

/** What a feed is made of. */
export interface FeedSource {
  readonly sub: string;
  /** The user's pending requests, as the store has them. */
  readonly list: () => Promise<readonly AuthenticationRequest[]>;
  /** Calls back when they may have changed; the answer ends that. */
  readonly watch: (changed: () => void) => () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** How long after a change the list is read, so that several changes are one, in milliseconds. */
const DEBOUNCE_MS = 20;

/** How long until it is tried again, where the store does not answer, and where its clock is behind ours. */
const AGAIN_MS = 1000;

/** How long nobody may have told of a change, in milliseconds: what tells may be cut off, and not every Redis client lets itself be told. */
const AT_LATEST_MS = 30_000;

/** One user's pending requests, kept up to date for all streams of that user in this process: they are read once for all of them. */
export class Feed {
  readonly #source: FeedSource;
  readonly #hearers = new Set<(listing: Listing) => void>();
  readonly #unwatch: () => void;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Listing> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #due: number = Number.POSITIVE_INFINITY;
  #failed = false;

  constructor(source: FeedSource) {
    this.#source = source;
    this.#unwatch = source.watch(() => this.#lookIn(DEBOUNCE_MS));
  }

  get size(): number {
    return this.#hearers.size;
  }

  join(hear: (listing: Listing) => void): void {
    this.#hearers.add(hear);
  }

  /** Answers whether anybody still hears; where nobody does, the feed is over. */
  leave(hear: (listing: Listing) => void): boolean {
    this.#hearers.delete(hear);
    if (this.#hearers.size > 0) return true;
    this.#unwatch();
    clearTimeout(this.#timer);
    return false;
  }

  /** The list as it is at some moment after this call. One is read at a time: whoever asks meanwhile gets the one after it. */
  look(): Promise<Listing> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        const listing = this.#read();
        this.#running = listing;
        return listing;
      });
    return this.#next;
  }

  async #read(): Promise<Listing> {
    try {
      const requests = firstToExpire(await this.#source.list());
      const { sub } = this.#source;
      const listing = { id: idOf(sub, requests), sub, requests };
      this.#failed = false;
      this.#lookAtExpiry(requests);
      for (const hear of this.#hearers) hear(listing);
      return listing;
    } catch (error) {
      if (!this.#failed) this.#source.log(error, 'the requests of a stream could not be listed');
      this.#failed = true;
      this.#lookIn(AGAIN_MS);
      throw error;
    }
  }

  /** Nobody tells of what expires. */
  #lookAtExpiry([first]: readonly AuthenticationRequest[]): void {
    const left = first === undefined ? AT_LATEST_MS : first.expiresAt.getTime() - this.#source.now();
    this.#lookIn(left < 0 ? AGAIN_MS : Math.min(left + 1, AT_LATEST_MS));
  }

  #lookIn(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    if (this.#hearers.size === 0 || due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    const look = (): void => {
      this.#due = Number.POSITIVE_INFINITY;
      this.look().catch(() => undefined);
    };
    this.#timer = setTimeout(look, milliseconds).unref();
  }
}

/** The seconds that are left are no part of it: they change by themselves. */
function idOf(sub: string, requests: readonly AuthenticationRequest[]): string {
  return createHash('sha256')
    .update(JSON.stringify(shownList(sub, requests, 0)))
    .digest('base64url')
    .slice(0, 22);
}
