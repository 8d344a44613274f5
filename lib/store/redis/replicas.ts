import { ConfigurationError } from '../../errors.js';
import type { Connection, RedisLike } from './connection.js';
import { missingReplicas } from './health.js';

/** How many replicas must have what was written before anybody is told of it. */
export interface WaitReplicas {
  /** Replicas that must have it, 1 to 100. */
  readonly count: number;
  /** Milliseconds to wait for them, 1 to 60,000; keep it below half of `storeTimeout`. */
  readonly ms: number;
}

/** WAIT speaks for one connection to one master, of which a Cluster has several. */
export function requireWaiting(redis: RedisLike, { count, ms, ...others }: WaitReplicas): void {
  if (redis.nodes !== undefined || typeof redis.wait !== 'function' || typeof redis.on !== 'function') {
    const message = 'waitReplicas needs a Redis of ioredis, not a Cluster';
    throw new ConfigurationError('ERR_CIBA_WAIT_REPLICAS', message);
  }
  if (!isWhole(count, 100) || !isWhole(ms, 60_000) || Object.keys(others).length > 0) {
    const message = 'waitReplicas is { count, ms }, whole numbers from 1 to 100 and from 1 to 60000';
    throw new ConfigurationError('ERR_CIBA_WAIT_REPLICAS', message);
  }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/**
 * Asks whether replicas have what was written.
 *
 * They have it once they have what was written after it on the same connection: so one question is for all who ask meanwhile,
 * and covers an answer that wrote nothing because it was given before.
 */
export class Replicas {
  readonly #connection: Connection;
  readonly #mark: string;
  readonly #wanted: WaitReplicas;
  #asked: Promise<unknown> = Promise.resolve();
  #next: Promise<number> | undefined;
  #cuts = 0;

  /** `mark` is the key that is written so that replicas can be asked how far they are. */
  constructor(connection: Connection, mark: string, wanted: WaitReplicas) {
    this.#connection = connection;
    this.#mark = mark;
    this.#wanted = wanted;
    connection.onCut(() => {
      this.#cuts += 1;
    });
  }

  /** Answers what `write` answers; rejects where that tells somebody something and too few replicas have it in time. */
  async kept<T>(write: () => Promise<T>, tells: (answer: T) => boolean): Promise<T> {
    const cuts = this.#cuts;
    const answer = await write();
    if (!tells(answer)) return answer;
    const { count, ms } = this.#wanted;
    const reached = await this.#reached();
    // Over a new connection the question may have gone to a new master, which knows nothing of what the old one was told.
    if (cuts !== this.#cuts) throw new Error('Redis: the connection was cut before replicas confirmed');
    if (reached < count) throw new Error(`Redis: ${reached} of ${count} replicas confirmed within ${ms} ms`);
    return answer;
  }

  /** What is wrong with the replicas, in sentences. */
  async problems(): Promise<readonly string[]> {
    return (await this.#connection.infos()).flatMap((info) => missingReplicas(info, this.#wanted.count));
  }

  /** Those who come while a question is under way wait for the next one, which covers what they wrote. */
  #reached(): Promise<number> {
    this.#next ??= this.#asked.then(() => {
      this.#next = undefined;
      const asking = this.#ask();
      this.#asked = asking.catch(() => undefined);
      return asking;
    });
    return this.#next;
  }

  /** Whatever goes wrong here, the write was made: it must not be taken for one that stored nothing. */
  async #ask(): Promise<number> {
    try {
      return await this.#connection.reached(this.#mark, this.#wanted);
    } catch (cause) {
      throw new Error('Redis: the replicas could not be asked', { cause });
    }
  }
}
