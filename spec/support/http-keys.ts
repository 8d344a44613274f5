import type { KeyObject } from 'node:crypto';
import { createLocalJWKSet, type JWTVerifyResult, jwtVerify } from 'jose';
import type { Ciba } from '../../lib/ciba.js';
import { ecKey, edKey, rsaKey } from './new-keys.js';

const rsa = rsaKey();

/** A private JWK of each algorithm that ID tokens can be signed with. */
export const jwks = {
  ES256: jwk(ecKey(), 'ES256'),
  EdDSA: jwk(edKey(), 'EdDSA'),
  PS256: jwk(rsa, 'PS256'),
  RS256: jwk(rsa, 'RS256'),
} as const;

function jwk(key: KeyObject, alg: string): Record<string, unknown> {
  return { ...key.export({ format: 'jwk' }), alg, kid: `key-${alg}` };
}

/** Verifies an ID token against the published keys, for the issuer and one client. */
export async function verified(
  ciba: Pick<Ciba, 'jwks'>,
  idToken: string,
  audience = 'till',
): Promise<JWTVerifyResult> {
  const keys = createLocalJWKSet(structuredClone(ciba.jwks()) as never);
  return jwtVerify(idToken, keys, { issuer: 'https://as.example.com', audience });
}
