import { CibaError } from '../../errors.js';
import type { Fetch } from '../keys/remote-keys.js';
import { demand } from '../registration/demand.js';
import type { ClientMetadata } from '../registration/members.js';
import { ownUrl } from './sector.js';

/**
 * Fetches the `sector_identifier_uri` of a registration, where it has one, and looks there for every URL by which the sector is found.
 * CIBA Core 1.0 §4, OpenID Connect Dynamic Client Registration 1.0 §5.
 *
 * @throws CibaError `invalid_client_metadata`, `status` 400
 */
export async function requireListedBySector(metadata: ClientMetadata, fetch: Fetch): Promise<void> {
  const { sector_identifier_uri: uri, redirect_uris: redirects } = metadata;
  if (!uri) return;
  const listed = await sectorDocument(String(uri), fetch);
  const urls = [ownUrl(metadata) ?? [], Array.isArray(redirects) ? redirects : []].flat();
  demand(
    urls.every((url) => listed.includes(url)),
    'The document at sector_identifier_uri does not list every URL of the client.',
  );
}

/** What is wrong with a document, or with its server, is not told: it may be one that the caller cannot reach. */
async function sectorDocument(uri: string, fetch: Fetch): Promise<readonly unknown[]> {
  try {
    const { status, body } = await fetch(uri);
    if (status !== 200) throw new Error(`the server of the sector answered ${status}`);
    const listed: unknown = JSON.parse(body.toString('utf8'));
    if (Array.isArray(listed) && listed.every((url) => typeof url === 'string')) return listed;
    throw new Error('the server of the sector answered with no array of text');
  } catch (cause) {
    const description = 'sector_identifier_uri serves no JSON array of text.';
    throw new CibaError('invalid_client_metadata', description, { status: 400, cause });
  }
}
