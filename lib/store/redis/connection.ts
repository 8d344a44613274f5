import type { ScanCursor } from '../../request/scan-cursor.js';
import { NothingStored } from '../../request/store.js';
import type { Script } from './scripts/script.js';

/**
 * Finds keys by a glob, a part of them at a time; answers where the next part begins, `0` after the last.
 *
 * @inline
 */
export type ScanCommand = (
  ...args: [cursor: string, match: 'MATCH', pattern: string, count: 'COUNT', most: number]
) => Promise<[cursor: string, keys: string[]]>;

/** What `redisStore()` needs of a Redis client; a `Redis` or `Cluster` of ioredis 5 or 6 fits as it is. */
export interface RedisLike {
  /** Runs a script by its SHA-1. */
  evalsha(sha1: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  /** Runs a script by its source. */
  eval(script: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  /** For `ready()`, which judges version and eviction policy. */
  info(): Promise<string>;
  /** Where the connection stands; ioredis says `ready` when commands are sent at once. */
  readonly status?: string;
  /** A second connection with the same settings, for long polling. */
  duplicate?(): SubscriberLike;
  /** For `waitReplicas`. */
  wait?(replicas: number, milliseconds: number): Promise<number>;
  /** For `waitReplicas`: ioredis says `close` before it connects anew. */
  on?(event: string, listener: (...args: unknown[]) => void): unknown;
  /** For `ciba.requests()`, which needs it. */
  readonly scan?: ScanCommand;
  /** The nodes of a Cluster. */
  nodes?(role: 'master'): readonly { info(): Promise<string>; readonly scan?: ScanCommand }[];
}

/**
 * A connection that listens to a channel.
 *
 * @inline
 */
export interface SubscriberLike {
  /** Hears of messages. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /** Listens to a channel. */
  subscribe(channel: string): Promise<unknown>;
  /** Ends the connection. */
  disconnect(): void;
}

/** Some keys, and where the next ones are. */
export interface FoundKeys {
  readonly keys: readonly string[];
  readonly next?: ScanCursor;
}

/** Where a connection stands that has been tried in vain. */
const FAILED: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end']);

/** Writes a key that is gone a minute later: replicas that have it have all that was written before. */
const MARK = "return redis.call('SET', KEYS[1], '1', 'PX', 60000)";

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

  /** A connection to listen with; undefined where the client cannot make one. */
  subscriber(): SubscriberLike | undefined {
    return this.#redis.duplicate?.();
  }

  /** INFO of the server, or of each master of a Cluster. */
  infos(): Promise<readonly string[]> {
    return this.#ask((redis) => Promise.all((redis.nodes?.('master') ?? [redis]).map((node) => node.info())));
  }

  /** How many replicas have all that was written over this connection, at the latest after `ms`. One round trip. */
  reached(mark: string, { count, ms }: { count: number; ms: number }): Promise<number> {
    return this.#ask(async (redis) => {
      const [, replicas] = await Promise.all([redis.eval(MARK, 1, mark), redis.wait?.(count, ms)]);
      return Number(replicas ?? 0);
    });
  }

  /** Calls back whenever the connection was cut. */
  onCut(cut: () => void): void {
    this.#redis.on?.('close', cut);
  }

  /** Some of the keys that a glob matches, and where there are more: node by node on a Cluster. */
  keysLike(pattern: string, { node, position }: ScanCursor, count: number): Promise<FoundKeys> {
    return this.#ask(async (redis) => {
      const nodes = redis.nodes?.('master') ?? [redis];
      const asked = nodes[node];
      if (asked === undefined) return { keys: [] };
      if (asked.scan === undefined) throw new Error('this client has no scan');
      const [next, keys] = await asked.scan(position, 'MATCH', pattern, 'COUNT', count);
      if (next !== '0') return { keys, next: { node, position: next } };
      return node + 1 < nodes.length ? { keys, next: { node: node + 1, position: '0' } } : { keys };
    });
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
