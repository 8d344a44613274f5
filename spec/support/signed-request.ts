import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type AssertionWish, assertionOf, ISSUER, JWT_BEARER } from './client-assertions.js';
import { jws } from './client-jws.js';
import { type ClientKey, clientKey } from './client-keys.js';
import { type TestHost, till } from './host.js';
import { ask, type Fields, type FormPost, type Started } from './http-requests.js';

/** Claims by name; undefined leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A client that signs its requests. */
export interface Signer {
  readonly client: CibaClient;
  readonly key: ClientKey;
}

/** What is different from a good signed request. */
export interface SignedWish {
  /** Instead of the good claims, and beside them. */
  readonly claims?: Claims;
  /** Likewise for the header. */
  readonly header?: Claims;
  /** The text of the payload in place of all claims. */
  readonly payload?: string;
  /** What it is signed by; a text is the secret of an HS algorithm, null leaves the signature empty. */
  readonly key?: ClientKey | string | null;
}

/** A client that authenticates by a secret and signs its requests by this algorithm. */
export function signerOf(alg: string, registered: Partial<CibaClient> = {}): Signer {
  const key = clientKey(alg);
  const client = {
    ...till,
    client_id: `signer-${alg}`,
    jwks: { keys: [key.jwk] },
    backchannel_authentication_request_signing_alg: alg,
    ...registered,
  };
  return { client, key };
}

/** Clients by both algorithms of FAPI. */
export const signers: Readonly<Record<'ES256' | 'PS256', Signer>> = {
  ES256: signerOf('ES256'),
  PS256: signerOf('PS256'),
};

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** What a good signed request says, a new one each time. CIBA Core 1.0 §7.1.1. */
export function requestClaims({ client }: Signer): Claims {
  const now = nowSeconds();
  return {
    iss: client.client_id,
    aud: ISSUER,
    iat: now,
    nbf: now,
    exp: now + 300,
    jti: randomBytes(16).toString('base64url'),
    scope: 'openid',
    login_hint: 'alice',
  };
}

/** A signed request. */
export function requestObject(signer: Signer, wish: SignedWish = {}): string {
  const { claims, key = signer.key, payload = { ...requestClaims(signer), ...claims } } = wish;
  const { alg, jwk } = signer.key;
  const header = { alg, kid: jwk.kid, ...wish.header };
  if (key === null) return jws({ header, payload, key: signer.key.privateKey, alg: 'none' });
  if (typeof key === 'string') return jws({ header, payload, key });
  return jws({ header, payload, key: key.privateKey, alg: key.alg });
}

/** A form that holds a signed request and nothing else. */
export function signedFields(signer: Signer, wish: SignedWish = {}): Fields {
  return { scope: undefined, login_hint: undefined, request: requestObject(signer, wish) };
}

/** Sends a signed request as its client; `fields` stand beside it. */
export function askSigned(
  host: Pick<TestHost, 'app'>,
  signer: Signer,
  wish: SignedWish = {},
  { fields, ...sent }: FormPost = {},
): Promise<Response> {
  return ask(host, { ...signedFields(signer, wish), ...fields }, { client: signer.client, ...sent });
}

/** A signed request that is accepted. */
export async function startSigned(
  host: TestHost,
  signer: Signer,
  wish: SignedWish = {},
  sent: FormPost = {},
): Promise<Started> {
  const { status, body } = await askSigned(host, signer, wish, sent);
  expect({ status, error: body.error_description }).toEqual({ status: 200, error: undefined });
  return { authReqId: body.auth_req_id, id: host.notified.at(-1) ?? '' };
}

/** A form in which a client proves by `private_key_jwt` who it is. RFC 7523 §2.2. */
export function assertion({ client, key }: Signer, wish: AssertionWish = {}): FormPost {
  const client_assertion = assertionOf({ ...client, key }, wish);
  return { client: null, fields: { client_assertion_type: JWT_BEARER, client_assertion } };
}
