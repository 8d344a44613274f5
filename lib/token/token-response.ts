import type { CibaGrant, TokenResponse } from '../adapter.js';
import { SerializedJson } from '../http/handler.js';
import { unverifiedAlg, unverifiedClaims } from '../jwt/verify.js';
import { areDetailsWithin, type Comparisons } from '../request/narrowing.js';
import type { AuthorizationDetail } from '../request/record.js';
import { bindsPush, type IdTokenSigner, idToken } from './id-token.js';
import { MintFault } from './mint-fault.js';

/** What completing a response needs. */
export interface ResponseContext {
  readonly signer: IdTokenSigner;
  readonly comparisons: Comparisons;
}

/** Completes what `issueTokens` returned to a whole token response. OpenID Connect Core 1.0 §3.1.3.3. */
export async function tokenResponse(
  minted: TokenResponse,
  grant: CibaGrant,
  { signer, comparisons }: ResponseContext,
): Promise<TokenResponse> {
  const tokens = registeredMembers(minted, grant);
  const id_token = tokens.id_token ?? (await idToken(grant, tokens, signer));
  if (id_token === undefined) {
    throw new MintFault('no id_token: issueTokens returned none, and no key in idToken.keys fits the client');
  }
  requireFit(bindsPush(id_token, grant, tokens), 'returned an id_token without the claims of a push');
  requireFit(
    !signer.pairwise || grant.sub === grant.user.sub || unverifiedClaims(id_token).sub === grant.sub,
    'returned an id_token whose sub is not grant.sub, for a pairwise client',
  );
  requireFit(
    tokens.id_token === undefined || isAllowed(id_token, signer),
    'returned an id_token without a signature, or with one by an algorithm that the profile forbids',
  );
  const details = grantedDetails(minted, grant, comparisons);
  const others = otherMembers(minted);
  return Object.assign(others, details && { authorization_details: details }, tokens, { id_token });
}

/** The host may say what it granted in other words, as far as the type allows them: less, or in more detail, never more. RFC 9396 §7. */
function grantedDetails(
  minted: TokenResponse,
  grant: CibaGrant,
  comparisons: Comparisons,
): readonly AuthorizationDetail[] | undefined {
  const granted = grant.authorization_details;
  const given = (minted.authorization_details ?? granted) as typeof granted;
  requireFit(
    given === undefined || comparisons.size === 0 || areDetailsWithin(given, granted ?? [], comparisons),
    'returned authorization_details that were not granted',
  );
  return given;
}

type Tokens = Pick<TokenResponse, 'access_token' | 'token_type'> & Partial<TokenResponse>;

/** The registered members, read one by one: what a host returns may have them as getters. RFC 6749 §5.1. */
function registeredMembers(minted: TokenResponse, grant: CibaGrant): Tokens {
  const given = Object(minted) as Partial<TokenResponse>;
  const { access_token, token_type, expires_in, refresh_token, id_token } = given;
  const scope = given.scope ?? grant.scope.join(' ');
  requireFit(isText(access_token) && isText(token_type), 'must return access_token and token_type, as text');
  requireFit(
    grant.cnf?.jkt === undefined || /^dpop$/i.test(String(token_type)),
    'must return the token_type DPoP where cnf has jkt',
  );
  requireFit(
    [refresh_token, id_token].every((text) => text === undefined || isText(text)),
    'returned a token that is no text',
  );
  requireFit(
    expires_in === undefined || Number.isFinite(expires_in),
    'returned an expires_in that is no number',
  );
  requireFit(isWithin(scope, grant.scope), 'returned a scope that was not granted');
  return {
    access_token: access_token as string,
    token_type: token_type as string,
    scope,
    ...(expires_in !== undefined && { expires_in }),
    ...(refresh_token !== undefined && { refresh_token }),
    ...(id_token !== undefined && { id_token }),
  };
}

/** The host's own additions to a plain object: a row of a database keeps more than it says, and a function is no addition. */
function otherMembers(minted: TokenResponse): Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(minted);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return {};
  return Object.fromEntries(Object.entries(minted).filter(([, value]) => typeof value !== 'function'));
}

function isAllowed(idToken: string, { algs }: IdTokenSigner): boolean {
  const alg = unverifiedAlg(idToken);
  return alg !== 'none' && (algs === undefined || algs.includes(alg ?? ''));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isWithin(scope: unknown, granted: readonly string[]): boolean {
  return (
    typeof scope === 'string' && scope.split(' ').every((token) => token === '' || granted.includes(token))
  );
}

function requireFit(fits: boolean, fault: string): void {
  if (!fits) throw new MintFault(`issueTokens ${fault}`);
}

/** The text of a response; a response that JSON cannot hold is a fault. */
export function serialized(response: TokenResponse): SerializedJson {
  try {
    return new SerializedJson(response);
  } catch {
    throw new MintFault('issueTokens returned something that JSON cannot hold');
  }
}
