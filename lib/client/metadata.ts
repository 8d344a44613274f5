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
  /** What the client calls itself by; case matters. */
  readonly client_id: string;
  /** Compared in constant time unless `verifyClientSecret` judges; the key of `client_secret_jwt`. */
  readonly client_secret?: string | undefined;
  /** Seconds since the epoch; 0 never. */
  readonly client_secret_expires_at?: number | undefined;
  /** What users know it by. */
  readonly client_name?: string | undefined;
  /** An http or https URL of its logo. */
  readonly logo_uri?: string | undefined;
  /** An http or https URL of its terms. */
  readonly tos_uri?: string | undefined;
  /** An http or https URL that says what it does with the data of users. */
  readonly policy_uri?: string | undefined;
  /** Must list {@link CIBA_GRANT_TYPE}. */
  readonly grant_types?: readonly string[] | undefined;
  /** Space-separated; where given, a request may ask for no other scope. */
  readonly scope?: string | undefined;
  /** The one method it may use, of {@link ClientAuthMethod}. */
  readonly token_endpoint_auth_method?: string | undefined;
  /** The one algorithm of its assertions; any that is offered where absent. */
  readonly token_endpoint_auth_signing_alg?: string | undefined;
  /** Which certificate is the client's: exactly one of these five. RFC 8705 §2.1.2. */
  readonly tls_client_auth_subject_dn?: string | undefined;
  /** A DNS name of the certificate. */
  readonly tls_client_auth_san_dns?: string | undefined;
  /** A URI of the certificate. */
  readonly tls_client_auth_san_uri?: string | undefined;
  /** An IP address of the certificate, IPv4 or IPv6. */
  readonly tls_client_auth_san_ip?: string | undefined;
  /** A mail address of the certificate. */
  readonly tls_client_auth_san_email?: string | undefined;
  /** Its public keys by value. */
  readonly jwks?: { readonly keys: readonly Jwk[] } | undefined;
  /** Its public keys by reference, an https URL; not beside `jwks`. */
  readonly jwks_uri?: string | undefined;
  /** What its ID tokens are signed with: the first such key of `idToken`. Default: the first of all. */
  readonly id_token_signed_response_alg?: string | undefined;
  /** How it learns of the outcome. CIBA Core 1.0 §4. */
  readonly backchannel_token_delivery_mode?: DeliveryMode | undefined;
  /** Where ping and push clients are called, an https URL. */
  readonly backchannel_client_notification_endpoint?: string | undefined;
  /** The one algorithm of its signed requests; where given, an unsigned request is refused. CIBA Core 1.0 §4. */
  readonly backchannel_authentication_request_signing_alg?: string | undefined;
  /** Whether its requests carry user codes. */
  readonly backchannel_user_code_parameter?: boolean | undefined;
  /**
   * How its users give the number that it shows, `matching_number` of the acknowledgement, with their approval: `pick` it among three, or
   * `type` it. Ours; with the option `numberMatching` alone.
   */
  readonly backchannel_number_matching?: 'pick' | 'type' | undefined;
  /** Whether an unsigned request is refused. RFC 9101 §10.5. */
  readonly require_signed_request_object?: boolean | undefined;
  /** Where given, a request may use no other types. RFC 9396 §10. */
  readonly authorization_details_types?: readonly string[] | undefined;
  /** Where the client shares its users' identifiers with others. OpenID Connect Core 1.0 §8.1. */
  readonly sector_identifier_uri?: string | undefined;
  /** Those of its other grants: they name its sector where it is pairwise. */
  readonly redirect_uris?: readonly string[] | undefined;
  /** Whether it gets tokens by DPoP alone. RFC 9449 §5.2. */
  readonly dpop_bound_access_tokens?: boolean | undefined;
  /** Whether its tokens are bound to its certificate. RFC 8705 §3.4. */
  readonly tls_client_certificate_bound_access_tokens?: boolean | undefined;
  /** `public` or `pairwise`. */
  readonly subject_type?: string | undefined;
  /** Where given, only `issueTokens` can make its ID tokens: none are encrypted here. */
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
