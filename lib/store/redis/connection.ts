import { NothingStored } from '../../request/store.js';
import type { Script } from './scripts/script.js';

/**
 * What `redisStore()` needs of a Redis client; a `Redis` or `Cluster` of ioredis 5 or 6 fits as it is.
 */
export interface RedisLike {
  evalsha(sha1: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  hget(key: string, field: string): Promise<string | null>;
  info(): Promise<string>;
  /** Where the connection stands; ioredis says `ready` when commands are sent at once. */
  readonly status?: string;
  /** A second connection with the same settings, for long polling. */
  duplicate?(): SubscriberLike;
  /** The nodes of a Cluster. */
  nodes?(role: 'master'): readonly { info(): Promise<string> }[];
}

/** A connection that listens to a channel. */
export interface SubscriberLike {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  subscribe(channel: string): Promise<unknown>;
  disconnect(): void;
}

/** Where a connection stands that has been tried in vain. */
const FAILED: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end']);

/** The one way to a Redis client: scripts by their SHA-1, errors without their command, nothing queued for later. */
export class Connection {
  readonly #redis: RedisLike;
  #reached = false;

  constructor(redis: RedisLike) {
    this.#redis = redis;
  }

  /** Runs a script by its SHA-1, and once by its source where the server does not know it. */
  async run(
    { sha, source }: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const all = [keys.length, ...keys, ...args] as const;
    return this.#ask(async (redis) => {
      try {
        return await redis.evalsha(sha, ...all);
      } catch (error) {
        if (isNoScript(error)) return redis.eval(source, ...all);
        throw error;
      }
    });
  }

  field(key: string, name: string): Promise<string | null> {
    return this.#ask((redis) => redis.hget(key, name));
  }

  /** A connection to listen with; undefined where the client cannot make one. */
  subscriber(): SubscriberLike | undefined {
    return this.#redis.duplicate?.();
  }

  /** INFO of the server, or of each master of a Cluster. */
  infos(): Promise<readonly string[]> {
    return this.#ask((redis) => Promise.all((redis.nodes?.('master') ?? [redis]).map((node) => node.info())));
  }

  async #ask<T>(command: (redis: RedisLike) => Promise<T>): Promise<T> {
    this.#refuseQueueing();
    try {
      const answer = await command(this.#redis);
      this.#reached = true;
      return answer;
    } catch (error) {
      throw withoutCommand(error);
    }
  }

  /**
   * While it is cut off ioredis keeps commands for later: a poll would then be counted long after its 503, and put the
   * client's next one in the wrong. Before the first answer the connection may still be on its way.
   */
  #refuseQueueing(): void {
    const { status } = this.#redis;
    if (status !== undefined && (this.#reached ? status !== 'ready' : FAILED.has(status))) {
      throw new NothingStored(`Redis: the connection is down (${status})`);
    }
  }
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** ioredis hangs the whole command with its arguments on the error, where a logger would print the approval secret. */
function withoutCommand(error: unknown): Error {
  const message = `Redis: ${error instanceof Error ? error.message : String(error)}`;
  return (error as Partial<Error> | undefined)?.name === 'ReplyError'
    ? new NothingStored(message)
    : new Error(message);
}
