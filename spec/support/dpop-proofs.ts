import { createHash, randomUUID } from 'node:crypto';
import { jws } from './client-jws.ts';
import { type ClientKey, clientKey } from './client-keys.ts';

/** The endpoints of the tests' hosts. */
export const TOKEN_URL = 'https://as.example.com/token';
export const BACKCHANNEL_URL = 'https://as.example.com/bc-authorize';

/** The key that proofs are made by, unless a test says otherwise. */
export const proofKey = clientKey('ES256', 'proof');

/** How a proof differs from a good one for the token endpoint; undefined leaves a member out. */
export interface ProofWish {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** What signs it; its public half is in the header. */
  readonly key?: ClientKey;
  /** What signs it in truth: a text is the secret of an HS algorithm. */
  readonly signedBy?: ClientKey['privateKey'] | string;
  readonly alg?: string;
}

/** A DPoP proof. RFC 9449 §4.2. */
export function proofOf(wish: ProofWish = {}): string {
  const { claims = {}, header = {}, key = proofKey, signedBy = key.privateKey, alg = key.alg } = wish;
  const iat = Math.floor(Date.now() / 1000);
  return jws({
    header: { typ: 'dpop+jwt', alg: key.alg, jwk: publicJwk(key), ...header },
    payload: { htm: 'POST', htu: TOKEN_URL, jti: randomUUID(), iat, ...claims },
    key: signedBy,
    alg,
  });
}

/** The headers of a request with such a proof. */
export function proving(wish: ProofWish = {}): { readonly headers: { readonly DPoP: string } } {
  return { headers: { DPoP: proofOf(wish) } };
}

/** The members that make a key, as clients send it. */
export function publicJwk({ jwk }: ClientKey): Readonly<Record<string, unknown>> {
  const { kid: _kid, alg: _alg, ...members } = jwk;
  return members;
}

/** The thumbprint of a key of a curve, made by hand. RFC 7638 §3. */
export function thumbprintOf({ jwk: { crv, kty, x, y } }: ClientKey): string {
  const required = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}
