import { hash } from 'node:crypto';

/** The hash of each signature algorithm, by how its name ends. OpenID Connect Core 1.0 §3.1.3.6. */
const HASHES: Readonly<Record<string, string>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

/** The left half of the hash of a token, base64url: `at_hash`; of EdDSA by Ed25519 that of its own SHA-512. OpenID Connect Core 1.0 §3.1.3.6. */
export function tokenHash(token: string, alg: string): string | undefined {
  const name = alg === 'EdDSA' || alg === 'Ed25519' ? 'sha512' : HASHES[alg.slice(-3)];
  if (name === undefined) return undefined;
  const digest = hash(name, token, 'buffer');
  return digest.toString('base64url', 0, digest.length / 2);
}
