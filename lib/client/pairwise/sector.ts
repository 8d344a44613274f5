import { type CibaClient, deliveryModeOf } from '../metadata.js';

/** What a sector is found by. */
export type SectorMetadata = Pick<
  CibaClient,
  | 'subject_type'
  | 'sector_identifier_uri'
  | 'jwks_uri'
  | 'token_endpoint_auth_method'
  | 'backchannel_token_delivery_mode'
  | 'backchannel_client_notification_endpoint'
  | 'backchannel_authentication_request_signing_alg'
>;

/** Methods by which a client proves to hold a key that stands at its `jwks_uri`. CIBA Core 1.0 §4. */
const PROVING_METHODS: readonly unknown[] = ['private_key_jwt', 'self_signed_tls_client_auth'];

/** The URL that takes the part of a redirect URI: the notification endpoint where tokens are pushed to it, else `jwks_uri`. CIBA Core 1.0 §4. */
export function ownUrl(client: SectorMetadata): string | undefined {
  const push = deliveryModeOf(client) === 'push';
  return (push ? client.backchannel_client_notification_endpoint : client.jwks_uri) || undefined;
}

/**
 * The sector of a pairwise client: the host, without a port, of its `sector_identifier_uri`, or else of its own URL; undefined for every
 * other client, and for one without a URL of its own. CIBA Core 1.0 §4, OpenID Connect Core 1.0 §8.1.
 */
export function sectorOf(client: SectorMetadata): string | undefined {
  const own = ownUrl(client);
  const url = client.sector_identifier_uri || own;
  if (client.subject_type !== 'pairwise' || own === undefined) return undefined;
  return url === undefined ? undefined : hostName(url);
}

/** Not by `URL.canParse`: in Node 20 that thinks otherwise of the same umlauts once it has been called often. */
function hostName(url: string): string | undefined {
  try {
    return new URL(url).hostname || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a client proves to belong to its sector with every request: by a key of its `jwks_uri`, or by being pushed to. Others could
 * name the `jwks_uri` of somebody else, and learn the names of their users. CIBA Core 1.0 §4.
 */
export function provesSector(client: SectorMetadata): boolean {
  return sectorOf(client) !== undefined && (deliveryModeOf(client) === 'push' || provesByKey(client));
}

/** Whether it proves so before it is answered: by a key with every request. */
export function provesByKey(client: SectorMetadata): boolean {
  const { token_endpoint_auth_method: method, backchannel_authentication_request_signing_alg: alg } = client;
  return PROVING_METHODS.includes(method) || Boolean(alg);
}
