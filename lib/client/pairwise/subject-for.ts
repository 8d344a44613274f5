import type { Host } from '../../host/host.js';
import type { CibaClient } from '../metadata.js';
import { provesSector, sectorOf } from './sector.js';

/**
 * The user as a client knows them: a pseudonym of its sector, where it registered for one and there are such; undefined where it does not
 * prove its sector. OpenID Connect Core 1.0 §8.
 */
export async function subjectFor(
  client: CibaClient,
  sub: string,
  { pairwise }: Pick<Host, 'pairwise'>,
): Promise<string | undefined> {
  if (pairwise === undefined || client.subject_type !== 'pairwise') return sub;
  const sector = provesSector(client) ? sectorOf(client) : undefined;
  return sector === undefined ? undefined : pairwise.pseudonymOf(sub, sector);
}
