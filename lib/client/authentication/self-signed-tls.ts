import { createPublicKey, type X509Certificate } from 'node:crypto';
import type { KeySet } from '../../jwt/key-set.js';
import type { Jwk } from '../../jwt/signing-keys.js';

/** Whether a certificate is that of a key of the set: the handshake has proven who holds the private half. RFC 8705 §2.2. */
export function isOfKeyIn(certificate: X509Certificate, { keys }: KeySet): boolean {
  return isCurrent(certificate) && keys.some((jwk) => isOf(certificate, jwk));
}

function isOf({ publicKey }: X509Certificate, jwk: Jwk): boolean {
  try {
    return createPublicKey({ key: jwk as object, format: 'jwk' } as never).equals(publicKey);
  } catch {
    return false;
  }
}

/** Nobody else looks at the dates of a certificate that no authority signed. */
function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}
