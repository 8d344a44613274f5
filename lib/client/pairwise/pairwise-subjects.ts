import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Awaitable } from '../../adapter.js';
import { requireKey } from '../../configuration/key-binding.js';

/** Subject identifiers that differ from sector to sector. OpenID Connect Core 1.0 §8.1. */
export interface PairwiseSubjects {
  /** The name under which a sector knows a user; the same each time. */
  pseudonymOf(sub: string, sector: string): Awaitable<string>;
  /** The user whom a sector knows by that name; nothing where there is none. */
  subOf(pseudonym: string, sector: string): Awaitable<string | null | undefined>;
}

/** What `pairwiseSubjects` makes: the same, and at once. */
export interface KeyedPairwiseSubjects extends PairwiseSubjects {
  pseudonymOf(sub: string, sector: string): string;
  subOf(pseudonym: string, sector: string): string | undefined;
}

const CIPHER = 'id-aes256-wrap-pad';

/** The alternative initial value, which unwrapping looks for. RFC 5649 §3. */
const INITIAL_VALUE = Buffer.from('a65959a6', 'hex');

/** So that a pseudonym stays below 256 characters. OpenID Connect Core 1.0 §2. */
const LONGEST_SUB = 176;

/**
 * Pairwise subject identifiers out of a key of 32 bytes (as bytes or base64url): nothing is stored, and none of them tells more than the length
 * of the `sub` to whoever has not the key. OpenID Connect Core 1.0 §8.1.
 *
 * Each sector has a key of its own (HKDF, RFC 5869), and its pseudonyms are its users wrapped by it (AES key wrap with padding, RFC 5649).
 * A `sub` has at most 176 bytes. Another key makes all users strangers to all clients: keep it.
 *
 * @throws ConfigurationError `ERR_CIBA_KEY`
 * @example
 * ```ts
 * import { createCiba, memoryStore, pairwiseSubjects } from 'express-ciba';
 *
 * const pairwise = pairwiseSubjects(process.env.PAIRWISE_KEY ?? '');
 * const ciba = createCiba({ issuer, store: memoryStore(), adapter, pairwise });
 *
 * pairwise.pseudonymOf('alice', 'client.example.com');
 * ```
 */
export function pairwiseSubjects(key: string | Uint8Array): KeyedPairwiseSubjects {
  const secret = requireKey('the key of pairwiseSubjects', key);
  return {
    pseudonymOf(sub, sector) {
      const bytes = Buffer.from(sub, 'utf8');
      // Texts that are no Unicode would all become the same replacement, and their users one.
      if (bytes.length === 0 || bytes.length > LONGEST_SUB || bytes.toString('utf8') !== sub)
        throw new RangeError(`a pairwise sub has 1 to ${LONGEST_SUB} bytes of Unicode`);
      const cipher = createCipheriv(CIPHER, sectorKey(secret, sector), INITIAL_VALUE);
      return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64url');
    },
    subOf(pseudonym, sector) {
      const wrapped = Buffer.from(pseudonym, 'base64url');
      // One user has one name: other spellings of it are none.
      if (wrapped.length === 0 || wrapped.toString('base64url') !== pseudonym) return undefined;
      const sub = unwrapped(wrapped, sectorKey(secret, sector))?.toString('utf8');
      return sub || undefined;
    },
  };
}

function sectorKey(secret: Buffer, sector: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `express-ciba pairwise ${sector}`, 32));
}

function unwrapped(wrapped: Buffer, key: Buffer): Buffer | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, INITIAL_VALUE);
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    return undefined;
  }
}
