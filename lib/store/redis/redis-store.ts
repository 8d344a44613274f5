import { ConfigurationError } from '../../errors.js';
import { requireKnown } from '../../known-options.js';
import { plainStore } from '../../request/plain-store.js';
import type { CibaStore } from '../../request/store.js';
import { Connection, type RedisLike } from './connection.js';
import { keysOf } from './keys.js';
import { RedisRequests } from './redis-requests.js';
import { Replicas, requireWaiting, type WaitReplicas } from './replicas.js';
import { replicatedStore } from './replicated-store.js';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** What every key begins with. Default `ciba`. */
  readonly keyPrefix?: string;
  /**
   * Into how many hash tags users are spread, 1 to 1,000. Default 1; on a Redis Cluster a few times the number of
   * masters. Each id names its own partition, so requests outlive a change of this number; lists and caps miss those
   * from before until they end. Lower it only once nothing is pending: what waits to be told to clients in partitions that are no more stays there.
   */
  readonly partitions?: number;
  /**
   * How many replicas must have a request, a decision, a claim and a redemption before anybody is told of it, and for how many
   * milliseconds they are waited for: what is not confirmed in time is 503. Default: none is waited for, and a failover may lose what
   * was written last. Not on a Cluster. See docs/redis.md for what it costs.
   */
  readonly waitReplicas?: WaitReplicas;
  /** The clock, in milliseconds since the epoch; for tests alone. Default: the Redis server's own clock. */
  readonly now?: () => number;
}

const COMMANDS = ['evalsha', 'eval', 'info'] as const;

/**
 * Keeps pending requests in Redis, with a TTL on every key: for production and several processes.
 *
 * Takes a connected `Redis` or `Cluster` of ioredis 5 or 6 and uses it as it is; closing it stays with the host.
 * Every call is one script on keys of one hash tag. Needs Redis 6.2 or newer and `maxmemory-policy noeviction`;
 * `ciba.ready()` says what is wrong.
 *
 * @throws ConfigurationError when the client lacks a command that is needed, or an option is out of range
 * @example
 * ```ts
 * import { redisStore } from 'express-ciba';
 * import { Redis } from 'ioredis';
 *
 * const store = redisStore(new Redis('redis://127.0.0.1:6379'), { keyPrefix: 'shop-ciba' });
 * ```
 */
export function redisStore(redis: RedisLike, options: RedisStoreOptions = {}): CibaStore {
  if (COMMANDS.some((name) => typeof redis?.[name] !== 'function')) {
    throw new ConfigurationError('ERR_CIBA_REDIS', 'redisStore() takes a Redis or Cluster of ioredis');
  }
  requireKnown(options, {
    prefix: 'option of redisStore: ',
    names: ['keyPrefix', 'partitions', 'waitReplicas', 'now'],
  });
  const { keyPrefix = 'ciba', partitions = 1, waitReplicas, now } = options;
  if (typeof keyPrefix !== 'string' || !/^[^{}\s]+$/.test(keyPrefix)) {
    throw new ConfigurationError('ERR_CIBA_KEY_PREFIX', 'keyPrefix is text without braces and spaces');
  }
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 1000) {
    throw new ConfigurationError('ERR_CIBA_PARTITIONS', 'partitions is a whole number from 1 to 1000');
  }
  const connection = new Connection(redis);
  const store = plainStore(new RedisRequests(connection, keysOf(keyPrefix, partitions), now));
  if (waitReplicas === undefined) return store;
  requireWaiting(redis, waitReplicas);
  return replicatedStore(store, new Replicas(connection, `${keyPrefix}:w`, waitReplicas));
}
