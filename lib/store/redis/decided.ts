import { Watchers } from '../../request/watchers.js';
import type { Connection, SubscriberLike } from './connection.js';

/**
 * Hears of decisions, and of users who have something new, over one connection of its own, opened for the first who waits. What it misses while
 * it is cut off costs time and nothing else: everybody looks again once it is back.
 */
export class Decided {
  readonly #watchers = new Watchers();
  readonly #subscriber: SubscriberLike | undefined;

  constructor(connection: Connection, channel: string) {
    const subscriber = connection.subscriber();
    this.#subscriber = subscriber;
    subscriber?.on('message', (_channel, message) => this.#watchers.tell(String(message)));
    // The host hears of a broken Redis by its own connection, and this one reconnects by itself.
    subscriber?.on('error', () => undefined);
    const subscribe = (): void => {
      subscriber?.subscribe(channel).then(
        () => this.#watchers.tellAll(),
        () => undefined,
      );
    };
    // The first command may be what makes the client connect; asked for before a connection stands, it may be refused or forgotten.
    subscriber?.on('ready', subscribe);
    subscribe();
  }

  /** Calls back at each message of this text: a selector, or what stands for a user. */
  watch(message: string, changed: () => void): () => void {
    return this.#watchers.add(message, changed);
  }

  close(): void {
    this.#subscriber?.disconnect();
  }
}
