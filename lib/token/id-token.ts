import type { CibaGrant, TokenResponse } from '../adapter.js';
import type { Configuration } from '../configuration/configure.js';
import { sign } from '../jwt/sign.js';
import type { SigningAlg, SigningKey } from '../jwt/signing-keys.js';
import { tokenHash } from '../jwt/token-hash.js';
import { unverifiedAlg, unverifiedClaims } from '../jwt/verify.js';

/** What the built-in signer needs. */
export interface IdTokenSigner {
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
  /** Seconds. */
  readonly expiresIn: number;
  /** What ID tokens may be signed with, those of the host's own making included; anything where undefined. */
  readonly algs: readonly string[] | undefined;
  /** Whether clients that registered for pairwise subject identifiers get them. */
  readonly pairwise: boolean;
}

/** The signer of a configuration: under a profile no ID token is signed by another of its algorithms. */
export function idTokenSigner({
  issuer,
  idToken,
  rules,
  pairwise,
}: Pick<Configuration, 'issuer' | 'idToken' | 'rules' | 'pairwise'>): IdTokenSigner {
  return { issuer, ...idToken, algs: rules.profile && rules.signingAlgs, pairwise: pairwise !== undefined };
}

/**
 * Signs the ID token of a grant; undefined where no key fits, or the client wants one that is encrypted, or a pseudonym and there are none.
 *
 * The first key signs, or the first of the algorithm the client registered. OpenID Connect Core 1.0 §2; `at_hash` §3.1.3.6.
 */
export async function idToken(
  grant: CibaGrant,
  tokens: Pick<TokenResponse, 'access_token' | 'refresh_token'>,
  { issuer, keys, expiresIn, pairwise }: IdTokenSigner,
): Promise<string | undefined> {
  const { client } = grant;
  if (client.subject_type === 'pairwise' && !pairwise) return undefined;
  if (client.id_token_encrypted_response_alg) return undefined;
  const alg = client.id_token_signed_response_alg ?? undefined;
  const key = alg === undefined ? keys[0] : keys.find((candidate) => candidate.alg === alg);
  if (key === undefined) return undefined;
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    sub: grant.sub,
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
): Readonly<Record<string, string | undefined>> {
  if (auth_req_id === undefined) return {};
  return {
    [AUTH_REQ_ID]: auth_req_id,
    ...(refresh_token !== undefined && { [RT_HASH]: tokenHash(refresh_token, alg) }),
  };
}

/** Whether an ID token of the host's own says of a push what it must: it is the signature over what is pushed. CIBA Core 1.0 §10.3.1. */
export function bindsPush(
  idToken: string,
  { auth_req_id }: CibaGrant,
  { access_token, refresh_token }: Pick<TokenResponse, 'access_token' | 'refresh_token'>,
): boolean {
  if (auth_req_id === undefined) return true;
  const [claims, alg] = [unverifiedClaims(idToken), unverifiedAlg(idToken)];
  const hashed = { at_hash: access_token, ...(refresh_token !== undefined && { [RT_HASH]: refresh_token }) };
  return (
    claims[AUTH_REQ_ID] === auth_req_id &&
    Object.entries(hashed).every(([name, token]) => isHashOf(claims[name], token, alg ?? ''))
  );
}

/** Of an algorithm whose hash is not known here, the client alone can say. */
function isHashOf(claim: unknown, token: string, alg: string): boolean {
  return typeof claim === 'string' && claim === (tokenHash(token, alg) ?? claim);
}
