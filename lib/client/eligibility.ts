import { CibaError } from '../errors.js';
import type { DeliveryMode } from '../request/record.js';
import { matchingModeOf } from './matching-mode.js';
import { CIBA_GRANT_TYPE, type CibaClient, deliveryModeOf } from './metadata.js';
import type { PairwiseSubjects } from './pairwise/pairwise-subjects.js';
import { provesSector } from './pairwise/sector.js';
import { type OfferedDemands, refuseUnmetDemands } from './unmet-demands.js';

/** What the server offers to clients. */
export interface Offered extends OfferedDemands {
  readonly deliveryModes: readonly DeliveryMode[];
  readonly grantTypeAliases: readonly string[];
  readonly pairwise?: PairwiseSubjects | undefined;
  readonly numberMatching: boolean;
}

/** Refuses a client that may not use CIBA at the backchannel endpoint. CIBA Core 1.0 §13. */
export function requireCibaClient(client: CibaClient, offered: Offered): void {
  requireOfferedMode(client, offered);
  if (deliveryModeOf(client) !== 'push' && !hasGrant(client, offered))
    throw new CibaError('unauthorized_client');
  requireSector(client, offered);
  matchingModeOf(client, offered);
  refuseUnmetDemands(client, offered);
}

/** Refuses a client that may not use the CIBA grant; a push client hears 403. CIBA Core 1.0 §11. */
export function requireCibaGrant(client: CibaClient, offered: Offered): void {
  if (deliveryModeOf(client) === 'push')
    throw new CibaError('unauthorized_client', 'Push clients do not use this grant.', { status: 403 });
  requireOfferedMode(client, offered);
  if (!hasGrant(client, offered)) throw new CibaError('unauthorized_client');
  requireSector(client, offered);
  refuseUnmetDemands(client, offered);
}

function requireOfferedMode(client: CibaClient, { deliveryModes }: Offered): void {
  if (deliveryModes.includes(deliveryModeOf(client))) return;
  throw new CibaError('unauthorized_client', 'The delivery mode of the client is not offered.');
}

/** Where pseudonyms are given, a client that registered for one has none unless it proves its sector. CIBA Core 1.0 §4. */
function requireSector(client: CibaClient, { pairwise }: Offered): void {
  if (pairwise === undefined || client.subject_type !== 'pairwise' || provesSector(client)) return;
  throw new CibaError('unauthorized_client', 'The client does not prove its sector.');
}

function hasGrant({ grant_types }: CibaClient, { grantTypeAliases }: Offered): boolean {
  if (!Array.isArray(grant_types)) return false;
  return grant_types.some((type) => type === CIBA_GRANT_TYPE || grantTypeAliases.includes(type));
}
