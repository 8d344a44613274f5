import { KeysUnavailable, type PublishedKeys } from '../../client/keys/published-keys.js';
import { CibaError } from '../../errors.js';
import type { Emit } from '../../events.js';
import type { Jwk } from '../../jwt/signing-keys.js';
import { type Claims, JwtRefused, unverifiedClaims, type Verified } from '../../jwt/verify.js';
import type { JsonObject } from '../../request/record.js';
import { isOtherToken } from './other-tokens.js';
import { type SubjectIdentifier, subjectIdentifier } from './subject-identifier.js';

/** Somebody who signs `login_hint_token`s, and their public keys: by value or by reference. */
export interface LoginHintTokenIssuer {
  /** Its `iss`. */
  readonly issuer: string;
  /** Its public keys by value. */
  readonly jwks?: { readonly keys: readonly Jwk[] };
  /** Its public keys by reference, an https URL; one of the two. */
  readonly jwks_uri?: string;
  /** What it signs with. Default: any asymmetric algorithm, or those of the profile. */
  readonly algs?: readonly string[];
}

/** What a `login_hint_token` says. */
export interface LoginHint {
  readonly sub_id: SubjectIdentifier;
  readonly claims: JsonObject;
}

/** Verifies a `login_hint_token`. @throws CibaError `expired_login_hint_token`, `unknown_user_id`; 503 where keys cannot be had */
export type VerifyLoginHintToken = (token: string) => Promise<LoginHint>;

/** What judging `login_hint_token`s needs. */
export interface LoginHintTokenContext {
  /** Who they must be addressed to: us. */
  readonly audience: string;
  /** What they may be signed with where their issuer is not listed with others. */
  readonly algorithms: readonly string[];
  readonly keys: PublishedKeys;
  readonly emit: Emit;
}

/** No hint lives as long: how long it does is for whoever issued it to say. */
const CENTURY = 3_155_760_000;

/** Makes the verifier for tokens of these issuers, and no others. CIBA Core 1.0 §7.1, §14. */
export function loginHintTokens(
  issuers: readonly LoginHintTokenIssuer[],
  context: LoginHintTokenContext,
): VerifyLoginHintToken {
  const { audience, keys, emit } = context;
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  const verified = async (token: string): Promise<Verified> => {
    const listed = byName.get(String(unverifiedClaims(token).iss));
    if (listed === undefined) throw new JwtRefused('claim', { claim: 'iss' });
    const { issuer, jwks, jwks_uri, algs: algorithms = context.algorithms } = listed;
    const failed = (reason: string): void => emit('issuerKeysUnavailable', { issuer, reason });
    const policy = { algorithms, issuer, audience, required: ['exp'], longest: CENTURY, kind: 'jwt' };
    return keys.verify(token, { jwks, jwks_uri, failed }, policy);
  };
  return async (token) => {
    const { claims } = await verified(token).then(requireHint).catch(refuse);
    const sub_id = namedBy(claims);
    if (sub_id === undefined)
      throw new CibaError(
        'unknown_user_id',
        'The login_hint_token names nobody in a form that is read here.',
      );
    return { sub_id, claims: claims as JsonObject };
  };
}

function requireHint(verified: Verified): Verified {
  if (isOtherToken(verified)) throw new JwtRefused('type');
  return verified;
}

/** Whom a token names: by `sub_id` (RFC 9493 §4.1), else by the plain claims of its issuer, unless that doubts them. OpenID Connect Core 1.0 §5.1. */
function namedBy(claims: Claims): SubjectIdentifier | undefined {
  const { iss, sub, sub_id, email, phone_number } = claims;
  if (sub_id !== undefined) return subjectIdentifier(sub_id);
  if (sub !== undefined) return subjectIdentifier({ format: 'iss_sub', iss, sub });
  if (email !== undefined && isUndoubted(claims.email_verified))
    return subjectIdentifier({ format: 'email', email });
  if (phone_number === undefined || !isUndoubted(claims.phone_number_verified)) return undefined;
  return subjectIdentifier({ format: 'phone_number', phone_number });
}

/** Left out, or true; whatever else an issuer writes there, `"false"` in text among it, is a doubt. */
function isUndoubted(verified: unknown): boolean {
  return verified === undefined || verified === true;
}

/** Nothing that the token says goes with the refusal. CIBA Core 1.0 §13. */
function refuse(error: unknown): never {
  if (error instanceof KeysUnavailable)
    throw new CibaError('temporarily_unavailable', undefined, { cause: error });
  if (!(error instanceof JwtRefused)) throw error;
  if (error.fault === 'expired') throw new CibaError('expired_login_hint_token');
  throw new CibaError('unknown_user_id', 'The login_hint_token does not verify.');
}
