import { ConfigurationError } from '../errors.js';
import { requireSeconds, requireWholeSeconds } from './checks.js';

/** Durations, in seconds. */
export interface Durations {
  readonly interval: number;
  readonly expiresIn: number;
  readonly maxExpiresIn: number;
  readonly retention: number;
  readonly callbackTimeout: number;
  readonly claimLease: number;
  readonly notifyTimeout: number;
  readonly storeTimeout: number;
  readonly longPollTimeout: number;
}

/** Longest duration of what outlives a request: a year. */
export const YEAR = 31_536_000;

/** Clients give up after 30 s, and so do many proxies. CIBA Core 1.0 §10.1. */
const LONGEST_WAIT = 25;

/** Completes the durations and refuses contradictions. @throws ConfigurationError */
export function durationsOf(options: Partial<Durations>): Durations {
  const { interval = 5, expiresIn = 300, maxExpiresIn = Math.max(600, expiresIn), retention = 600 } = options;
  const { callbackTimeout = 8, claimLease = 10, notifyTimeout = 5, storeTimeout = 2 } = options;
  const { longPollTimeout = LONGEST_WAIT } = options;
  const durations = {
    interval: requireWholeSeconds('interval', interval, 3600),
    expiresIn: requireWholeSeconds('expiresIn', expiresIn, YEAR),
    maxExpiresIn: requireWholeSeconds('maxExpiresIn', maxExpiresIn, YEAR),
    retention: requireWholeSeconds('retention', retention, YEAR),
    callbackTimeout: requireSeconds('callbackTimeout', callbackTimeout, 60),
    claimLease: requireSeconds('claimLease', claimLease, 120),
    notifyTimeout: requireSeconds('notifyTimeout', notifyTimeout, 60),
    storeTimeout: requireSeconds('storeTimeout', storeTimeout, 60),
    longPollTimeout: requireSeconds('longPollTimeout', longPollTimeout, LONGEST_WAIT),
  };
  if (expiresIn > maxExpiresIn) {
    throw new ConfigurationError('ERR_CIBA_LIFETIME', 'expiresIn is more than maxExpiresIn');
  }
  if (claimLease <= callbackTimeout) {
    throw new ConfigurationError(
      'ERR_CIBA_LEASE',
      'claimLease must be more than callbackTimeout, or a slow mint is lost',
    );
  }
  return durations;
}
