import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readAnew } from '../../lib/jwt/read-anew.js';

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
