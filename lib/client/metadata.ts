import type { Jwk } from '../jwt/signing-keys.js';
import type { DeliveryMode } from '../request/record.js';

/** The grant type of CIBA. CIBA Core 1.0 §4. */
export const CIBA_GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/**
 * A client as the host knows it, under the registered names (RFC 7591 §2, CIBA Core 1.0 §4).
 *
 * A client without `token_endpoint_auth_method` may use either secret method; one without
 * `backchannel_token_delivery_mode` polls.
 *
 * @example
 * ```ts
 * import type { CibaClient } from 'express-ciba';
 *
 * const till: CibaClient = {
 *   client_id: 'till-7',
 *   client_name: 'Till 7, Main Street',
 *   client_secret: process.env.TILL_SECRET ?? '',
 *   grant_types: ['urn:openid:params:grant-type:ciba'],
 *   backchannel_token_delivery_mode: 'poll',
 * };
 * ```
 */
export interface CibaClient {
  readonly client_id: string;
  readonly client_secret?: string | undefined;
  /** Seconds since the epoch; 0 never. */
  readonly client_secret_expires_at?: number | undefined;
  readonly client_name?: string | undefined;
  readonly logo_uri?: string | undefined;
  readonly tos_uri?: string | undefined;
  readonly policy_uri?: string | undefined;
  readonly grant_types?: readonly string[] | undefined;
  /** Space-separated; where given, a request may ask for no other scope. */
  readonly scope?: string | undefined;
  readonly token_endpoint_auth_method?: string | undefined;
  /** The one algorithm of its assertions; any that is offered where absent. */
  readonly token_endpoint_auth_signing_alg?: string | undefined;
  /** Which certificate is the client's: exactly one of these five. RFC 8705 §2.1.2. */
  readonly tls_client_auth_subject_dn?: string | undefined;
  readonly tls_client_auth_san_dns?: string | undefined;
  readonly tls_client_auth_san_uri?: string | undefined;
  readonly tls_client_auth_san_ip?: string | undefined;
  readonly tls_client_auth_san_email?: string | undefined;
  readonly jwks?: { readonly keys: readonly Jwk[] } | undefined;
  readonly jwks_uri?: string | undefined;
  readonly id_token_signed_response_alg?: string | undefined;
  readonly backchannel_token_delivery_mode?: DeliveryMode | undefined;
  readonly backchannel_client_notification_endpoint?: string | undefined;
  readonly backchannel_authentication_request_signing_alg?: string | undefined;
  readonly backchannel_user_code_parameter?: boolean | undefined;
  readonly require_signed_request_object?: boolean | undefined;
  /** Where given, a request may use no other types. RFC 9396 §10. */
  readonly authorization_details_types?: readonly string[] | undefined;
  /** Where the client shares its users' identifiers with others. OpenID Connect Core 1.0 §8.1. */
  readonly sector_identifier_uri?: string | undefined;
  readonly redirect_uris?: readonly string[] | undefined;
  readonly dpop_bound_access_tokens?: boolean | undefined;
  readonly tls_client_certificate_bound_access_tokens?: boolean | undefined;
  readonly subject_type?: string | undefined;
  readonly id_token_encrypted_response_alg?: string | undefined;
}

/** What an approval page may show of a client: no secret and no key ever leaves with a request. */
export type ClientView = Pick<
  CibaClient,
  'client_id' | 'client_name' | 'logo_uri' | 'tos_uri' | 'policy_uri'
>;

const SHOWN = ['client_id', 'client_name', 'logo_uri', 'tos_uri', 'policy_uri'] as const;

/** The part of a client's metadata that may be shown. */
export function clientView(client: CibaClient): ClientView {
  const shown = SHOWN.filter((name) => isShowable(name, client[name])).map((name) => [name, client[name]]);
  return Object.fromEntries(shown) as ClientView;
}

/** Pages make links of the URIs: one that runs a script is none. */
function isShowable(name: string, value: unknown): boolean {
  return typeof value === 'string' && (!name.endsWith('_uri') || /^https?:\/\//i.test(value));
}

/** How the client is told of the outcome; a client that registered none polls. */
export function deliveryModeOf(client: Pick<CibaClient, 'backchannel_token_delivery_mode'>): DeliveryMode {
  return client.backchannel_token_delivery_mode ?? 'poll';
}
