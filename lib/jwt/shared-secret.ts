import { webcrypto } from 'node:crypto';
import type { KeySet } from './key-set.js';

/** Bytes that a secret must have at least for each algorithm: as many as its hash. RFC 7518 §3.2. */
const LEAST_BYTES: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

/** A secret as the one key there is, whatever a header names. */
export function sharedSecret(secret: string): KeySet {
  const bytes = new TextEncoder().encode(secret);
  return {
    keys: [],
    find: async ({ alg = '' } = {}) =>
      webcrypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: `SHA-${alg.slice(2)}` }, false, [
        'verify',
      ]),
  };
}

/** The algorithms that a secret is long enough for. */
export function algorithmsOf(secret: string): readonly string[] {
  const bytes = Buffer.byteLength(secret);
  return Object.entries(LEAST_BYTES).flatMap(([alg, least]) => (bytes >= least ? [alg] : []));
}
