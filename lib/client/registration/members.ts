import { TLS_EXPECTATIONS } from '../authentication/tls-client-auth.js';
import { areTexts, demand, includes } from './demand.js';

/** Metadata of a client, under the registered names. RFC 7591 §2, CIBA Core 1.0 §4. */
export type ClientMetadata = Readonly<Record<string, unknown>>;

/** Members that are text. RFC 7591 §2, RFC 8705 §2.1.2, CIBA Core 1.0 §4. */
const TEXTS: readonly string[] = [
  ...['client_name', 'client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'scope', 'software_id'],
  ...['software_version', 'token_endpoint_auth_method', 'token_endpoint_auth_signing_alg', 'jwks_uri'],
  ...['subject_type', 'sector_identifier_uri', 'id_token_signed_response_alg'],
  ...['id_token_encrypted_response_alg', ...TLS_EXPECTATIONS, 'backchannel_token_delivery_mode'],
  ...['backchannel_client_notification_endpoint', 'backchannel_authentication_request_signing_alg'],
  'backchannel_number_matching',
];

/** Members that are lists of texts. */
const LISTS: readonly string[] = [
  ...['contacts', 'redirect_uris', 'grant_types', 'response_types', 'authorization_details_types'],
];

/** Members that are true or false, and the one that is an object; each has a rule of its own. */
const OTHERS: readonly string[] = [
  ...['require_signed_request_object', 'dpop_bound_access_tokens', 'jwks'],
  ...['tls_client_certificate_bound_access_tokens', 'backchannel_user_code_parameter'],
];

const LONGEST_TEXT = 2048;
const LONGEST_LIST = 100;

/** The members that mean something here or to the host, of whatever was sent; unknown ones are ignored. RFC 7591 §2. */
export function knownMembers(given: unknown): ClientMetadata {
  demand(
    typeof given === 'object' && given !== null && !Array.isArray(given),
    'Client metadata is an object.',
  );
  const known = Object.entries(given as object).filter(
    ([name, value]) => isKnown(name) && value !== undefined,
  );
  for (const [name, value] of known) {
    demand(!TEXTS.includes(name) || isShortText(value), `${name} is text.`);
    demand(!LISTS.includes(name) || isShortList(value), `${name} is an array of text.`);
  }
  return Object.fromEntries(known);
}

function isKnown(name: string): boolean {
  return [TEXTS, LISTS, OTHERS].some((names) => names.includes(name));
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isShortList(value: unknown): boolean {
  return (
    areTexts(value) &&
    (value as readonly string[]).length <= LONGEST_LIST &&
    (value as readonly string[]).every(isShortText)
  );
}

/**
 * The defaults of RFC 7591 §2, but for a client that is pushed to and names no flow, which needs none: CIBA Core 1.0 §4. One without a
 * code grant has no response type.
 */
export function withDefaults(given: ClientMetadata): ClientMetadata {
  const { backchannel_token_delivery_mode: mode, redirect_uris: redirects } = given;
  const { grant_types = mode === 'push' && !redirects ? [] : ['authorization_code'] } = given;
  const frontChannel = includes(grant_types, 'authorization_code');
  return {
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types,
    response_types: frontChannel ? ['code'] : [],
    backchannel_user_code_parameter: false,
    ...given,
  };
}
