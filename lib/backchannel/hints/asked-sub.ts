import type { EndUser } from '../../adapter.js';
import type { CibaClient } from '../../client/metadata.js';
import { provesByKey } from '../../client/pairwise/sector.js';
import { subjectFor } from '../../client/pairwise/subject-for.js';
import { CibaError } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { isJsonObject } from '../../parameters/json.js';
import type { JsonObject } from '../../request/record.js';
import type { DecoyOf } from './decoy-of.js';

/** Where a request may say whom alone it is about. OpenID Connect Core 1.0 §5.5.1. */
const PLACES = ['id_token', 'userinfo'];

/** What judging whom `claims` are about needs. */
export interface AskedSubContext {
  readonly host: Pick<Host, 'pairwise'>;
  readonly config: { readonly decoyOf: DecoyOf | undefined };
}

/**
 * Refuses a request whose `claims` are about another user than the one whom its hint means. OpenID Connect Core 1.0 §3.1.2.2.
 *
 * Where unknown users are hidden, whoever is named: a name that fits tells that there is somebody, and a decoy in place of a refusal, whose
 * requests are not counted with those of the user, would tell it to a client that counts.
 */
export async function requireAskedSub(
  claims: JsonObject | undefined,
  user: EndUser,
  client: CibaClient,
  { host, config }: AskedSubContext,
): Promise<void> {
  const asked = PLACES.flatMap((place) => subsOf(claims?.[place]));
  if (asked.length === 0) return;
  if (config.decoyOf !== undefined)
    throw new CibaError('invalid_request', 'claims may not name a user: who is one is not told here.');
  if (client.subject_type === 'pairwise' && !(host.pairwise && provesByKey(client)))
    throw new CibaError(
      'invalid_request',
      'claims may not name a user: the client does not prove its sector.',
    );
  const sub = await subjectFor(client, user.sub, host);
  if (!asked.every((subs) => subs.includes(sub)))
    throw new CibaError('unknown_user_id', 'claims ask for another user than the hint.');
}

/** One list of acceptable subjects for each way in which they are named. */
function subsOf(place: unknown): readonly (readonly unknown[])[] {
  const { value, values } = isJsonObject(place) && isJsonObject(place.sub) ? place.sub : {};
  return [...(value === undefined ? [] : [[value]]), ...(Array.isArray(values) ? [values] : [])];
}
