import type { X509Certificate } from 'node:crypto';
import type { KeySet } from '../../jwt/key-set.js';
import type { Jwk } from '../../jwt/signing-keys.js';

/** The members that make a key, whatever its kind. RFC 7638 §3.2. */
const MATERIAL = ['kty', 'crv', 'n', 'e', 'x', 'y'] as const;

/** Whether a certificate is that of a key of the set: the handshake has proven who holds the private half. RFC 8705 §2.2. */
export function isOfKeyIn(certificate: X509Certificate, { keys }: KeySet): boolean {
  const shown = publicJwk(certificate);
  if (shown === undefined || !isCurrent(certificate)) return false;
  return keys.some((known) => MATERIAL.every((member) => known[member] === shown[member]));
}

/** The key of a certificate; undefined where it is of a kind that no JWK is. */
function publicJwk({ publicKey }: X509Certificate): Jwk | undefined {
  try {
    return publicKey.export({ format: 'jwk' }) as Jwk;
  } catch {
    return undefined;
  }
}

/** Nobody else looks at the dates of a certificate that no authority signed. */
function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}
