import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import type { CibaOptions } from '../options.js';

/** How tokens are bound to keys that clients prove to hold. RFC 9449. */
export interface Dpop {
  /** What nonces are made by; undefined where proofs need none. */
  readonly nonceKey: Buffer | undefined;
}

const KEY_BYTES = 32;

/** Reads the option `dpop`. @throws ConfigurationError */
export function dpopOf(given: CibaOptions['dpop'] = false): Dpop | undefined {
  if (given === false) return undefined;
  if (given === true) return { nonceKey: undefined };
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError('ERR_CIBA_DPOP', 'dpop is true, false or { nonceKey }');
  const { nonceKey } = requireKnown(given, { prefix: 'option dpop.', names: ['nonceKey'] });
  // Out of an environment that lacks it a key is undefined: that is no wish to do without nonces.
  return { nonceKey: Object.hasOwn(given, 'nonceKey') ? requireKey('dpop.nonceKey', nonceKey) : undefined };
}

/** A key of 32 bytes, as bytes or as base64url. @throws ConfigurationError */
export function requireKey(option: string, given: unknown): Buffer {
  const isKey = typeof given === 'string' || given instanceof Uint8Array;
  const bytes = isKey ? bytesOf(given) : undefined;
  if (bytes?.length === KEY_BYTES) return bytes;
  throw new ConfigurationError(
    'ERR_CIBA_KEY',
    `${option} is a key of 32 bytes, as bytes, base64 or base64url`,
  );
}

function bytesOf(given: string | Uint8Array): Buffer {
  return typeof given === 'string' ? Buffer.from(given, 'base64url') : Buffer.from(given);
}
