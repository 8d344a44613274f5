import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Jwk } from '../../../lib/jwt/signing-keys.js';
import { keyFor } from '../../support/new-keys.js';

/** A key pair of a client. */
export interface ClientKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
}

/** A fresh key pair for ES256. */
export function ecKey(kid: string): ClientKey {
  return { kid, alg: 'ES256', privateKey: keyFor('ES256') };
}

/** A fresh key pair for PS256 or RS256. */
export function rsaKey(kid: string, alg: 'PS256' | 'RS256' = 'PS256'): ClientKey {
  return { kid, alg, privateKey: keyFor(alg) };
}

/** The public half as clients register it. */
export function registeredKey({ kid, alg, privateKey }: ClientKey): Jwk {
  return { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg, use: 'sig' } as Jwk;
}

/** The public half as text that a careless server could take for an HMAC secret. */
export function publicPem({ privateKey }: ClientKey): string {
  return createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }) as string;
}
