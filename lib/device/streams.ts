import type { ServerResponse } from 'node:http';
import type { Ciba, Incoming } from '../index.js';
import { type Answer, refusedFor } from './answer.js';
import { Feed } from './feed.js';
import type { Log } from './logger.js';
import { STREAM_HEADERS, Stream, type StreamOptions } from './stream.js';

/** What streams need. */
export interface StreamsContext extends StreamOptions {
  readonly ciba: Pick<Ciba, 'listRequests' | 'watchRequests'>;
  /** Who sends a request; asked again while its stream is open. */
  readonly userOf: (req: Incoming) => Promise<{ readonly sub: string } | undefined>;
  /** Seconds until it is asked again. */
  readonly authenticateEvery: number;
  readonly maxStreams: number;
  readonly maxStreamsPerUser: number;
  readonly log: Log;
}

/** Seconds after which a client that found no room may come again. */
const ROOM_IN = 10;

/** The streams of this process. */
export class Streams {
  readonly #context: StreamsContext;
  readonly #feeds = new Map<string, Feed>();
  readonly #open = new Set<Stream>();
  #closed = false;

  constructor(context: StreamsContext) {
    this.#context = context;
  }

  /** Opens a stream; answers why not, where it cannot be. */
  async open(req: Incoming, res: ServerResponse, sub: string): Promise<Answer | undefined> {
    const full = this.#refusal(sub);
    if (full !== undefined) return full;
    // A stream that nobody reads would never end.
    if (req.method === 'HEAD') return void res.writeHead(200, STREAM_HEADERS).end();
    const stream = new Stream(res, req.headers['last-event-id']?.toString(), this.#context);
    const leave = this.#enter(stream, sub);
    res.once('close', leave);
    try {
      await this.#feeds.get(sub)?.look();
    } catch (error) {
      leave();
      throw error;
    }
    // Meanwhile the client may have hung up, and this process may be about to end.
    if (!this.#open.has(stream)) return undefined;
    if (this.#closed) {
      leave();
      return this.#refusal(sub);
    }
    this.#begin(stream, { req, res, sub });
    return undefined;
  }

  /** Ends all of them, and opens none any more. */
  close(): void {
    this.#closed = true;
    for (const stream of this.#open) stream.end();
  }

  #refusal(sub: string): Answer | undefined {
    const ofUser = this.#feeds.get(sub)?.size ?? 0;
    if (ofUser >= this.#context.maxStreamsPerUser) return refusedFor(ROOM_IN, 'too_many_streams');
    const isFull = this.#closed || this.#open.size >= this.#context.maxStreams;
    return isFull ? refusedFor(ROOM_IN, 'temporarily_unavailable') : undefined;
  }

  /** Takes a stream in; the answer takes it out again. */
  #enter(stream: Stream, sub: string): () => void {
    const feed = this.#feeds.get(sub) ?? this.#feedOf(sub);
    const hear = stream.show.bind(stream);
    this.#feeds.set(sub, feed);
    this.#open.add(stream);
    feed.join(hear);
    return () => {
      if (!this.#open.delete(stream)) return;
      if (!feed.leave(hear) && this.#feeds.get(sub) === feed) this.#feeds.delete(sub);
    };
  }

  #feedOf(sub: string): Feed {
    const { ciba, now, log } = this.#context;
    return new Feed({
      sub,
      list: () => ciba.listRequests({ sub }),
      watch: (changed) => ciba.watchRequests({ sub }, changed),
      now,
      log,
    });
  }

  #begin(
    stream: Stream,
    { req, res, sub }: { readonly req: Incoming; readonly res: ServerResponse; readonly sub: string },
  ): void {
    stream.begin();
    let asking = false;
    const ask = async (): Promise<void> => {
      // Whoever judges sessions has had all this time.
      if (asking) return stream.end();
      asking = true;
      const user = await this.#stillThere(req);
      asking = false;
      if (user?.sub !== sub) stream.end();
    };
    const timer = setInterval(() => void ask(), this.#context.authenticateEvery * 1000).unref();
    res.once('close', () => clearInterval(timer));
  }

  async #stillThere(req: Incoming): Promise<{ readonly sub: string } | undefined> {
    try {
      return await this.#context.userOf(req);
    } catch (error) {
      this.#context.log(error, 'whether a session still holds could not be told: its stream ends');
      return undefined;
    }
  }
}
