import { type CibaStore, ConfigurationError } from '../index.js';
import type { MeterLike } from './telemetry.js';

/** What answers at once, and is not measured. */
const IMMEDIATE: readonly string[] = [
  'bind',
  'partitionOf',
  'onChange',
  'onUserChange',
  'close',
] satisfies (keyof CibaStore)[];

/** Seconds that a store takes. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/**
 * The same store, each call of which is measured: the histogram `ciba.store.duration` in seconds, by `ciba.call` and `ciba.result`.
 *
 * @throws ConfigurationError without a meter
 * @example
 * ```ts
 * import { metrics } from '@opentelemetry/api';
 * import { memoryStore } from 'express-ciba';
 * import { measuredStore } from 'express-ciba/operations';
 *
 * const store = measuredStore(memoryStore(), metrics.getMeter('express-ciba'));
 * ```
 */
export function measuredStore(store: CibaStore, meter: MeterLike): CibaStore {
  if (typeof meter?.createHistogram !== 'function') {
    throw new ConfigurationError('ERR_CIBA_OPERATIONS', 'measuredStore() needs a meter');
  }
  const duration = meter.createHistogram('ciba.store.duration', {
    description: 'How long the store took to answer.',
    unit: 's',
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  const measured = (name: string, call: (...asked: unknown[]) => Promise<unknown>) => {
    return async (...asked: unknown[]): Promise<unknown> => {
      const began = performance.now();
      let result = 'error';
      try {
        const answer = await call(...asked);
        result = 'ok';
        return answer;
      } finally {
        duration.record((performance.now() - began) / 1000, { 'ciba.call': name, 'ciba.result': result });
      }
    };
  };
  const members = Object.entries(store).map(([name, member]) =>
    typeof member !== 'function' || IMMEDIATE.includes(name)
      ? [name, member]
      : [name, measured(name, member)],
  );
  return Object.fromEntries(members) as CibaStore;
}
