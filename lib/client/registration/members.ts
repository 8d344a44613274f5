import { TLS_EXPECTATIONS } from '../authentication/tls-client-auth.js';
import { demand, includes } from './demand.js';

/** Metadata of a client, under the registered names. RFC 7591 §2, CIBA Core 1.0 §4. */
export type ClientMetadata = Readonly<Record<string, unknown>>;

/** Members that mean something here or to the host; unknown ones are ignored. RFC 7591 §2. */
const KNOWN: readonly string[] = [
  ...['client_id', 'client_secret', 'client_name', 'client_uri', 'logo_uri', 'tos_uri', 'policy_uri'],
  ...[
    'contacts',
    'redirect_uris',
    'grant_types',
    'response_types',
    'scope',
    'software_id',
    'software_version',
  ],
  ...['token_endpoint_auth_method', 'token_endpoint_auth_signing_alg', 'jwks', 'jwks_uri', 'subject_type'],
  ...['sector_identifier_uri', 'id_token_signed_response_alg', 'id_token_encrypted_response_alg'],
  ...['require_signed_request_object', 'dpop_bound_access_tokens', 'authorization_details_types'],
  ...['tls_client_certificate_bound_access_tokens', ...TLS_EXPECTATIONS],
  ...['backchannel_token_delivery_mode', 'backchannel_client_notification_endpoint'],
  ...['backchannel_authentication_request_signing_alg', 'backchannel_user_code_parameter'],
];

/** The members that are known, of whatever was sent. */
export function knownMembers(given: unknown): ClientMetadata {
  demand(
    typeof given === 'object' && given !== null && !Array.isArray(given),
    'Client metadata is an object.',
  );
  const members = Object.entries(given as object);
  return Object.fromEntries(members.filter(([name, value]) => KNOWN.includes(name) && value !== undefined));
}

/** The defaults of RFC 7591 §2; a client without a code or implicit grant has no response type. */
export function withDefaults(given: ClientMetadata): ClientMetadata {
  const { grant_types = ['authorization_code'] } = given;
  const frontChannel = includes(grant_types, 'authorization_code');
  return {
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types,
    response_types: frontChannel ? ['code'] : [],
    backchannel_user_code_parameter: false,
    ...given,
  };
}
