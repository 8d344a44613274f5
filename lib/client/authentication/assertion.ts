import { SHARED_SECRET_ALGS } from '../../jwt/algorithms.js';
import { JwtRefused } from '../../jwt/verify.js';
import type { ClientKeys } from '../keys/client-keys.js';
import type { CibaClient } from '../metadata.js';
import type { UseOnce } from '../single-use.js';
import {
  type AcceptsAudience,
  type AssertionAudience,
  CLIENT_AUTHENTICATION_JWT,
} from './assertion-audience.js';
import { verifyBySecret } from './client-secret-jwt.js';

/** What judging an assertion needs. */
export interface AssertionContext {
  readonly keys: ClientKeys;
  readonly signingAlgs: readonly string[];
  readonly assertionAudience: AssertionAudience;
  readonly acceptsAudience: AcceptsAudience;
  readonly useOnce: UseOnce;
}

/** Seconds from now to `exp`, at most. */
const LONGEST = 3600;

/**
 * Judges an assertion: signed by a key (`private_key_jwt`) or the secret (`client_secret_jwt`) of this client and its algorithm, about
 * itself, for us, now, and for the first time. RFC 7523 §3, OpenID Connect Core 1.0 §9.
 *
 * @throws JwtRefused
 */
export async function verifyAssertion(
  assertion: string,
  client: CibaClient,
  context: AssertionContext,
): Promise<void> {
  const { client_id, token_endpoint_auth_signing_alg: alg, token_endpoint_auth_method: method } = client;
  const bySecret = method === 'client_secret_jwt';
  const verify = bySecret ? verifyBySecret : context.keys.verify;
  const algorithms = bySecret ? SHARED_SECRET_ALGS : context.signingAlgs;
  const { claims, typ } = await verify(assertion, client, {
    algorithms: algorithms.filter((offered) => !alg || alg === offered),
    issuer: client_id,
    subject: client_id,
    required: ['aud', 'exp', 'jti'],
    longest: LONGEST,
    kind: CLIENT_AUTHENTICATION_JWT,
  });
  if (!context.acceptsAudience(claims.aud, typ)) throw new JwtRefused('audience');
  await context.useOnce({ kind: 'assertion', clientId: client_id, claims });
}
