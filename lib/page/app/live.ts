import type { DeviceApi } from './api.js';
import type { RequestList } from './request.js';

/** Who hears of changes. */
export interface LiveListener {
  listed(list: RequestList): void;
  lost(): void;
  signedOut(): void;
}

/** Milliseconds until it is tried again: at first, and at most. */
const SOON_MS = 1500;
const LATEST_MS = 10_000;

/** Milliseconds after which the list is read unasked: a connection may be dead without anybody having said so. */
const CHECK_MS = 60_000;

/** Keeps the list up to date: by the stream, and by asking where there is none, which also tells why. */
export class Live {
  readonly #api: DeviceApi;
  readonly #listener: LiveListener;
  #stream: EventSource | undefined;
  #timer: number | undefined;
  #pause: number = SOON_MS;
  #looking: Promise<void> | undefined;

  constructor(api: DeviceApi, listener: LiveListener) {
    this.#api = api;
    this.#listener = listener;
  }

  start(): void {
    window.addEventListener('offline', () => this.#lost());
    for (const event of ['online', 'focus', 'pageshow']) window.addEventListener(event, () => this.look());
    window.addEventListener('pagehide', () => this.#close());
    document.addEventListener('visibilitychange', () => document.hidden || this.look());
    setInterval(() => document.hidden || this.look(), CHECK_MS);
    this.#open();
  }

  /** Reads the list now, and opens the stream where there is none; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const found = await this.#api.list();
    if (found.status === 'ok') {
      this.#listener.listed(found.value);
      if (this.#stream === undefined) this.#again(() => this.#open());
      return;
    }
    this.#close();
    if (found.status === 'signedOut') this.#listener.signedOut();
    else this.#listener.lost();
    this.#again(() => void this.look());
  }

  #open(): void {
    this.#close();
    const stream = new EventSource(this.#api.eventsUrl);
    stream.addEventListener('requests', ({ data }: MessageEvent<string>) => {
      this.#pause = SOON_MS;
      this.#listener.listed(JSON.parse(data) as RequestList);
    });
    // A status other than 200 ends it for good, and nothing but a look tells which it was.
    stream.addEventListener('error', () => {
      if (this.#stream !== stream) return;
      this.#close();
      void this.look();
    });
    this.#stream = stream;
  }

  #lost(): void {
    this.#close();
    this.#listener.lost();
    this.#again(() => void this.look());
  }

  #close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }

  #again(act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(act, this.#pause);
    this.#pause = Math.min(this.#pause * 1.5, LATEST_MS);
  }
}
