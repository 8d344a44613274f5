import { hash } from 'node:crypto';
import type { ClientKeys } from '../../client/keys/client-keys.js';
import type { CibaClient } from '../../client/metadata.js';
import type { UseOnce } from '../../client/single-use.js';
import type { Rules } from '../../configuration/profile.js';
import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import { type JwtFault, JwtRefused, type Verified } from '../../jwt/verify.js';
import { claimsAsForm } from './claims-as-form.js';
import { hasOuterParameter } from './parameter-names.js';

/** What judging a signed request needs. */
export interface SignedRequestContext {
  readonly issuer: string;
  readonly rules: Pick<Rules, 'profile' | 'signedRequests' | 'signingAlgs' | 'requestLifetime'>;
  readonly keys: ClientKeys;
  readonly useOnce: UseOnce;
}

/** What is asked for, wherever it stood. */
export interface RequestedForm {
  readonly params: URLSearchParams;
  /** SHA-256 of the signed request, base64url. */
  readonly requestSha256?: string;
}

/** The kind of JWT that a request is typed as, if it is typed at all. RFC 9101 §10.8. */
const REQUEST_JWT = 'oauth-authz-req+jwt';

/** Claims that a signed request must have. CIBA Core 1.0 §7.1.1. */
const REQUIRED = ['aud', 'iss', 'exp', 'iat', 'nbf', 'jti'];

const TEXTS: Readonly<Partial<Record<JwtFault, string>>> = {
  malformed: 'The signed request is no JWT in compact form.',
  type: 'The signed request is another kind of JWT.',
  algorithm: 'The signed request uses another algorithm than the client registered.',
  unknown_key: 'The signed request is signed by a key that the client did not register.',
  signature: 'The signature of the signed request does not verify.',
  expired: 'The signed request has expired.',
  replayed: 'The signed request was used before.',
};

/**
 * The parameters of a request: its form, or the claims of the signed request in it, and nothing beside those.
 *
 * A client that registered an algorithm signs every request, and no other client signs any. CIBA Core 1.0 §4, §7.1.1.
 *
 * @throws CibaError `invalid_request`
 */
export async function requestedForm(
  params: URLSearchParams,
  client: CibaClient,
  context: SignedRequestContext,
): Promise<RequestedForm> {
  if (parameter(params, 'request_uri') !== undefined) refuse('request_uri is not supported.');
  const token = parameter(params, 'request');
  const alg = client.backchannel_authentication_request_signing_alg;
  if (token === undefined) {
    if (context.rules.signedRequests || client.require_signed_request_object || alg)
      refuse('The request must be signed.');
    return { params };
  }
  if (!alg) refuse('The client registered no backchannel_authentication_request_signing_alg.');
  if (hasOuterParameter(params)) refuse('A parameter stands beside the signed request.');
  const claims = await verified(token, alg, client, context);
  return { params: claimsAsForm(claims), requestSha256: hash('sha256', token, 'base64url') };
}

async function verified(
  token: string,
  alg: string,
  client: CibaClient,
  { issuer, rules, keys, useOnce }: SignedRequestContext,
): Promise<Verified['claims']> {
  const clientId = client.client_id;
  try {
    const { claims } = await keys.verify(token, client, {
      algorithms: rules.signingAlgs.filter((offered) => offered === alg),
      issuer: clientId,
      audience: issuer,
      required: REQUIRED,
      longest: rules.requestLifetime,
      kind: REQUEST_JWT,
    });
    requireSense(claims, clientId, rules.requestLifetime);
    await useOnce({ kind: 'request', clientId, claims });
    return claims;
  } catch (error) {
    throw error instanceof JwtRefused ? refusalOf(error) : error;
  }
}

/** What this kind of JWT must be beyond any other. FAPI-CIBA §5.2.2 bounds the time from `nbf` to `exp`; by-reference and nested requests are none of CIBA's. */
function requireSense(claims: Verified['claims'], clientId: string, lifetime: number): void {
  const { exp, nbf, client_id, sub } = claims;
  if (Number(exp) - Number(nbf) > lifetime) throw new JwtRefused('claim', { claim: 'exp' });
  if (client_id !== undefined && client_id !== clientId)
    throw new JwtRefused('claim', { claim: 'client_id' });
  // It would be a client assertion as well, for whoever gets to see it. RFC 9101 §10.8.
  if (sub === clientId) throw new JwtRefused('claim', { claim: 'sub' });
  for (const claim of ['request', 'request_uri'])
    if (Object.hasOwn(claims, claim)) throw new JwtRefused('claim', { claim });
}

function refusalOf(refused: JwtRefused): CibaError {
  const text =
    TEXTS[refused.fault] ?? `The claim ${refused.claim} of the signed request is missing or wrong.`;
  return new CibaError('invalid_request', text, { cause: refused });
}

function refuse(text: string): never {
  throw new CibaError('invalid_request', text);
}
