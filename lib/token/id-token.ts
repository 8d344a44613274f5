import type { CibaGrant, TokenResponse } from '../adapter.js';
import type { Configuration } from '../configuration/configure.js';
import { sign } from '../jwt/sign.js';
import type { SigningAlg, SigningKey } from '../jwt/signing-keys.js';
import { tokenHash } from '../jwt/token-hash.js';
import { unverifiedClaims } from '../jwt/verify.js';

/** What the built-in signer needs. */
export interface IdTokenSigner {
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
  /** Seconds. */
  readonly expiresIn: number;
  /** What ID tokens may be signed with, those of the host's own making included; anything where undefined. */
  readonly algs: readonly string[] | undefined;
}

/** The signer of a configuration: under a profile no ID token is signed by another of its algorithms. */
export function idTokenSigner({
  issuer,
  idToken,
  rules,
}: Pick<Configuration, 'issuer' | 'idToken' | 'rules'>): IdTokenSigner {
  return { issuer, ...idToken, algs: rules.profile && rules.signingAlgs };
}

/**
 * Signs the ID token of a grant; undefined where no key fits, or the client wants one that is encrypted or pairwise.
 *
 * The first key signs, or the first of the algorithm the client registered. OpenID Connect Core 1.0 §2; `at_hash` §3.1.3.6.
 */
export async function idToken(
  grant: CibaGrant,
  tokens: Pick<TokenResponse, 'access_token' | 'refresh_token'>,
  { issuer, keys, expiresIn }: IdTokenSigner,
): Promise<string | undefined> {
  const { client } = grant;
  if (client.subject_type === 'pairwise' || client.id_token_encrypted_response_alg) return undefined;
  const alg = client.id_token_signed_response_alg ?? undefined;
  const key = alg === undefined ? keys[0] : keys.find((candidate) => candidate.alg === alg);
  if (key === undefined) return undefined;
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    sub: grant.user.sub,
    aud: client.client_id,
    exp: issuedAt + expiresIn,
    iat: issuedAt,
    auth_time: grant.auth_time,
    ...(grant.acr !== undefined && { acr: grant.acr }),
    ...(grant.amr && { amr: grant.amr }),
    at_hash: tokenHash(tokens.access_token, key.alg),
    ...pushClaims(grant, tokens, key.alg),
  };
  return sign(claims, key);
}

/** Claims by which a client sees that pushed tokens belong together and to its request. CIBA Core 1.0 §10.3.1. */
const AUTH_REQ_ID = 'urn:openid:params:jwt:claim:auth_req_id';
const RT_HASH = 'urn:openid:params:jwt:claim:rt_hash';

function pushClaims(
  { auth_req_id }: CibaGrant,
  { refresh_token }: Pick<TokenResponse, 'refresh_token'>,
  alg: SigningAlg,
): Readonly<Record<string, string>> {
  if (auth_req_id === undefined) return {};
  return {
    [AUTH_REQ_ID]: auth_req_id,
    ...(refresh_token !== undefined && { [RT_HASH]: tokenHash(refresh_token, alg) }),
  };
}

/** Whether an ID token of the host's own says of a push what it must. */
export function bindsPush(idToken: string, { auth_req_id }: CibaGrant, hasRefreshToken: boolean): boolean {
  if (auth_req_id === undefined) return true;
  const claims = unverifiedClaims(idToken);
  const hashes = hasRefreshToken ? ['at_hash', RT_HASH] : ['at_hash'];
  return claims[AUTH_REQ_ID] === auth_req_id && hashes.every((name) => typeof claims[name] === 'string');
}
