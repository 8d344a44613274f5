import { createHash } from 'node:crypto';
import type { SigningAlg } from './signing-keys.js';

/** The left half of the hash of a token, base64url: `at_hash`. OpenID Connect Core 1.0 §3.1.3.6. */
export function tokenHash(token: string, alg: SigningAlg): string {
  const digest = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token, 'ascii')
    .digest();
  return digest.toString('base64url', 0, digest.length / 2);
}
