import { ConfigurationError } from '../../errors.js';
import { requireKnown } from '../../known-options.js';
import { plainStore } from '../../request/plain-store.js';
import type { CibaStore } from '../../request/store.js';
import { MemoryRequests } from './memory-requests.js';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Most requests held at once, retained ones included; a request beyond is answered 503. Default 10,000. */
  readonly maxRequests?: number;
  /** The clock, in milliseconds since the epoch; tests turn it by hand. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Keeps pending requests in this process: for development and single-process tests.
 *
 * Bounded, and lost with the process. With several processes use `redisStore()`: an approval in one is unknown to
 * the others here, and it warns of that under `NODE_ENV=production`.
 *
 * @throws ConfigurationError for an unknown option, or a `maxRequests` that is no whole number above 0
 * @example
 * ```ts
 * import { memoryStore } from 'express-ciba';
 *
 * const store = memoryStore({ maxRequests: 1_000 });
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): CibaStore {
  if (process.env.NODE_ENV === 'production') {
    process.emitWarning('express-ciba: memoryStore() keeps requests in this process alone; use redisStore()');
  }
  requireKnown(options, { prefix: 'option of memoryStore: ', names: ['maxRequests', 'now'] });
  const { maxRequests = 10_000, now = Date.now } = options;
  if (!Number.isInteger(maxRequests) || maxRequests < 1) {
    throw new ConfigurationError('ERR_CIBA_MAX_REQUESTS', 'maxRequests is a whole number above 0');
  }
  return plainStore(new MemoryRequests(maxRequests, now));
}
