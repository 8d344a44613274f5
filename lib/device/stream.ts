import type { ServerResponse } from 'node:http';
import { GUARDING_HEADERS } from './answer.js';
import type { Listing } from './feed.js';
import { shownList } from './view.js';

/** How a stream goes. */
export interface StreamOptions {
  /** Seconds between signs of life. */
  readonly heartbeat: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a stream begins with: no proxy may hold it back, compress it or keep it. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  ...GUARDING_HEADERS,
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Milliseconds after which a browser that was cut off comes back. */
const RETRY_MS = 2000;

/** How many heartbeats a client may leave what was sent to it unread. */
const PATIENCE = 2;

/** Tells one client of a list of requests, each time whole: what a slow client has not taken yet is replaced by what is newer. */
export class Stream {
  readonly #res: ServerResponse;
  readonly #options: StreamOptions;
  #began = false;
  #sent: string | undefined;
  #newest: Listing | undefined;
  #unread = 0;
  #isBlocked = false;
  #heartbeats: NodeJS.Timeout | undefined;

  /** `seen` is the id of the list that the client has already, from before it was cut off. */
  constructor(res: ServerResponse, seen: string | undefined, options: StreamOptions) {
    this.#res = res;
    this.#sent = seen;
    this.#options = options;
    res.once('close', () => clearInterval(this.#heartbeats));
  }

  begin(): void {
    this.#began = true;
    this.#res.writeHead(200, STREAM_HEADERS);
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeats = setInterval(() => this.#beat(), this.#options.heartbeat * 1000).unref();
    this.#flush();
  }

  show(listing: Listing): void {
    this.#newest = listing;
    this.#flush();
  }

  /** One that has not begun is answered otherwise. */
  end(): void {
    if (this.#began) this.#res.end();
  }

  #flush(): void {
    const listing = this.#newest;
    if (!this.#began || this.#isBlocked || listing === undefined || listing.id === this.#sent) return;
    this.#sent = listing.id;
    const { id, sub, requests } = listing;
    const data = JSON.stringify(shownList(sub, requests, this.#options.now()));
    this.#write(`event: requests\nid: ${id}\ndata: ${data}\n\n`);
  }

  #beat(): void {
    if (!this.#isBlocked) this.#write(': heartbeat\n\n');
    else if (++this.#unread >= PATIENCE) this.#res.destroy();
  }

  #write(text: string): void {
    if (this.#res.writableEnded || this.#res.destroyed || this.#res.write(text)) return;
    if (this.#isBlocked) return;
    this.#isBlocked = true;
    this.#res.once('drain', () => {
      this.#isBlocked = false;
      this.#unread = 0;
      this.#flush();
    });
  }
}
