import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

const POSITIVE_INTEGER = /^[1-9]\d{0,8}$/;

/** How long requests live, in seconds. */
export interface LifetimePolicy {
  readonly expiresIn: number;
  readonly maxExpiresIn: number;
}

/** `requested_expiry`: seconds; more than the server gives is clamped, not refused. CIBA Core 1.0 §7.1. */
export function readLifetime(params: URLSearchParams, { expiresIn, maxExpiresIn }: LifetimePolicy): number {
  const requested = parameter(params, 'requested_expiry');
  if (requested === undefined) return expiresIn;
  if (!POSITIVE_INTEGER.test(requested)) {
    throw new CibaError('invalid_request', 'requested_expiry must be a positive whole number of seconds.');
  }
  return Math.min(Number(requested), maxExpiresIn);
}
