import type { CibaGrant, TokenResponse } from '../adapter.js';
import { sign } from '../jwt/sign.js';
import type { SigningKey } from '../jwt/signing-keys.js';
import { tokenHash } from '../jwt/token-hash.js';

/** What the built-in signer needs. */
export interface IdTokenSigner {
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
  /** Seconds. */
  readonly expiresIn: number;
  /** What ID tokens may be signed with, those of the host's own making included; anything where undefined. */
  readonly algs: readonly string[] | undefined;
}

/**
 * Signs the ID token of a grant; undefined where no key fits, or the client wants one that is encrypted or pairwise.
 *
 * The first key signs, or the first of the algorithm the client registered. OpenID Connect Core 1.0 §2; `at_hash` §3.1.3.6.
 */
export async function idToken(
  grant: CibaGrant,
  tokens: Pick<TokenResponse, 'access_token'>,
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
  };
  return sign(claims, key);
}
