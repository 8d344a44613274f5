import type { ProfileName } from '../configuration/profile.js';
import { CibaError } from '../errors.js';
import type { CibaClient } from './metadata.js';

/** What signatures are allowed. */
export interface SigningRules {
  readonly profile: ProfileName | undefined;
  readonly signingAlgs: readonly string[];
}

/** What a client registered to demand is met or refused, never left out. RFC 9449 §5.2, FAPI 1.0 Advanced §8.6. */
export function refuseUnmetDemands(client: CibaClient, { profile, signingAlgs }: SigningRules): void {
  const { dpop_bound_access_tokens: dpop, id_token_signed_response_alg: alg } = client;
  if (profile !== undefined && alg && !signingAlgs.includes(alg))
    throw new CibaError('unauthorized_client', 'The client demands ID tokens that the profile forbids.');
  if (dpop)
    throw new CibaError('unauthorized_client', 'The client demands bound tokens, which are not offered.');
}
