import type { ProfileName } from '../configuration/profile.js';
import { CibaError } from '../errors.js';
import type { CibaClient } from './metadata.js';

/** What signatures are allowed. */
export interface SigningRules {
  readonly profile: ProfileName | undefined;
  readonly signingAlgs: readonly string[];
}

/** What is offered to clients that demand it. */
export interface OfferedDemands {
  readonly rules: SigningRules;
  /** Undefined where no proof is looked at. */
  readonly dpop?: object | undefined;
}

/** What a client registered to demand is met or refused, never left out. RFC 9449 §5.2, FAPI 1.0 Advanced §8.6. */
export function refuseUnmetDemands(client: CibaClient, { rules, dpop }: OfferedDemands): void {
  const { profile, signingAlgs } = rules;
  const { dpop_bound_access_tokens: bound, id_token_signed_response_alg: alg } = client;
  if (profile !== undefined && alg && !signingAlgs.includes(alg))
    throw new CibaError('unauthorized_client', 'The client demands ID tokens that the profile forbids.');
  if (bound && dpop === undefined)
    throw new CibaError('unauthorized_client', 'The client demands bound tokens, which are not offered.');
}
