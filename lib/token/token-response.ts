import type { CibaGrant, TokenResponse } from '../adapter.js';
import { SerializedJson } from '../http/handler.js';
import { type IdTokenSigner, idToken } from './id-token.js';

/** A fault in how the host is set up, found while minting; answered as 500 and logged. */
export class MintFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MintFault';
  }
}

/** Completes what `issueTokens` returned to a whole token response. OpenID Connect Core 1.0 §3.1.3.3. */
export async function tokenResponse(
  minted: TokenResponse,
  grant: CibaGrant,
  signer: IdTokenSigner,
): Promise<TokenResponse> {
  requireTokens(minted);
  const signed = minted.id_token ?? (await idToken(grant, minted, signer));
  if (signed === undefined)
    throw new MintFault('no id_token: issueTokens returned none and no key in idToken.keys fits');
  const details = minted.authorization_details ?? grant.authorization_details;
  return {
    ...minted,
    scope: minted.scope ?? grant.scope.join(' '),
    ...(details !== undefined && { authorization_details: details }),
    id_token: signed,
  };
}

function requireTokens(minted: TokenResponse): void {
  const { access_token, token_type, id_token = 'to be signed' } = Object(minted) as Partial<TokenResponse>;
  if ([access_token, token_type, id_token].every((member) => typeof member === 'string' && member !== ''))
    return;
  throw new MintFault('issueTokens must return at least access_token and token_type, as text');
}

/** The text of a response; a response that JSON cannot hold is a fault. */
export function serialized(response: TokenResponse): SerializedJson {
  try {
    return new SerializedJson(response);
  } catch {
    throw new MintFault('issueTokens returned something that JSON cannot hold');
  }
}
