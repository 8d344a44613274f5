import { randomUUID } from 'node:crypto';
import type { CibaClient } from '../../lib/client/metadata.js';
import { formatId, freshIds } from '../../lib/request/ids.js';
import { jws } from './client-jws.ts';
import { type ClientKey, clientKey } from './client-keys.ts';
import { CIBA_GRANT } from './host.js';
import type { Fields, FormPost } from './http-requests.js';

export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The issuer of the tests' hosts. */
export const ISSUER = 'https://as.example.com';

/** A client that authenticates by `private_key_jwt`, and the key it signs with. */
export interface SigningClient extends CibaClient {
  readonly key: ClientKey;
}

/** Registers a client with the public half of one key. */
export function signingClient(
  client_id: string,
  key: ClientKey,
  changes: Partial<CibaClient> = {},
): SigningClient {
  return {
    client_id,
    grant_types: [CIBA_GRANT],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [key.jwk] },
    ...changes,
    key,
  };
}

/** The clients that specs of assertions speak as, one for each of three algorithms. */
export const signers: readonly SigningClient[] = ['ES256', 'PS256', 'EdDSA'].map((alg) =>
  signingClient(`signs-${alg}`, clientKey(alg)),
);

/** How an assertion differs from a good one. */
export interface AssertionWish {
  /** Undefined leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Undefined leaves a member out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Replaces the claims altogether. */
  readonly payload?: string;
  /** What signs it; a text is the secret of an HS algorithm. */
  readonly key?: ClientKey | string;
}

/** Seconds since the epoch, as claims have them. */
export function seconds(fromNow = 0): number {
  return Math.floor(Date.now() / 1000) + fromNow;
}

/** The claims of a good assertion. OpenID Connect Core 1.0 §9. */
export function goodClaims({ client_id }: CibaClient): Readonly<Record<string, unknown>> {
  return { iss: client_id, sub: client_id, aud: ISSUER, jti: randomUUID(), iat: seconds(), exp: seconds(60) };
}

/** An assertion of a client. */
export function assertionOf(client: SigningClient, wish: AssertionWish = {}): string {
  const { claims = {}, header = {}, key = client.key, payload = { ...goodClaims(client), ...claims } } = wish;
  const { alg, jwk } = typeof key === 'string' ? { alg: 'HS256', jwk: client.key.jwk } : key;
  const signedWith = typeof key === 'string' ? key : key.privateKey;
  const full = { alg, kid: jwk.kid, ...header };
  return jws({ header: full, payload, key: signedWith, alg: header.alg === 'none' ? 'none' : alg });
}

/** A request with an assertion, and with an id that the token endpoint has to look up. RFC 7523 §2.2. */
export function bearing(assertion: string, fields: Fields = {}): FormPost {
  const form = { client_assertion_type: JWT_BEARER, client_assertion: assertion, auth_req_id: unknownId() };
  return { client: null, fields: { ...form, ...fields } };
}

/** An id of the right form that was never issued. */
export function unknownId(): string {
  return formatId(freshIds(''));
}
