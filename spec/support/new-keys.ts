import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A new private key of a curve. */
export function ecKey(namedCurve = 'P-256'): KeyObject {
  return readAnew(generateKeyPairSync('ec', { namedCurve }).privateKey);
}

/** A new private key for EdDSA. */
export function edKey(): KeyObject {
  return readAnew(generateKeyPairSync('ed25519').privateKey);
}

/** A new private key of so many bits. */
export function rsaKey(modulusLength = 2048): KeyObject {
  return readAnew(generateKeyPairSync('rsa', { modulusLength }).privateKey);
}

/** A new private key for one of the algorithms of FAPI. */
export function keyFor(alg: 'ES256' | 'PS256' | 'RS256'): KeyObject {
  return alg === 'ES256' ? ecKey() : rsaKey();
}

/** As `lib/jwt/read-anew.ts` does, for specs that run against the package as it is installed too: a new key may make its process stand still. */
function readAnew(key: KeyObject): KeyObject {
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
}
