import { CibaError } from '../errors.js';
import { MATCHING_MODES, type MatchingMode } from '../request/number-matching.js';
import type { CibaClient } from './metadata.js';

/**
 * How users give the number that this client shows; undefined where it shows none. A client that registered for what is not offered is
 * refused: its users would be asked without.
 */
export function matchingModeOf(
  { backchannel_number_matching: mode }: Pick<CibaClient, 'backchannel_number_matching'>,
  { numberMatching }: { readonly numberMatching: boolean },
): MatchingMode | undefined {
  if (!mode) return undefined;
  if (numberMatching && MATCHING_MODES.includes(mode)) return mode;
  throw new CibaError('unauthorized_client', 'The number matching of the client is not offered.');
}
