import { CibaError } from '../errors.js';
import type { DeliveryMode } from '../request/record.js';
import { CIBA_GRANT_TYPE } from './metadata.js';

/** Metadata of a client, under the registered names. RFC 7591 §2, CIBA Core 1.0 §4. */
export type ClientMetadata = Readonly<Record<string, unknown>>;

/** What a registration is judged by. */
export interface RegistrationPolicy {
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idTokenSigningAlgs: readonly string[];
  readonly userCodes: boolean;
}

/** Members that mean something here or to the host; unknown ones are ignored. RFC 7591 §2. */
const KNOWN = [
  ...[
    'client_id',
    'client_secret',
    'client_name',
    'client_uri',
    'logo_uri',
    'tos_uri',
    'policy_uri',
    'contacts',
  ],
  ...['redirect_uris', 'grant_types', 'response_types', 'scope', 'software_id', 'software_version'],
  ...['token_endpoint_auth_method', 'jwks', 'jwks_uri', 'subject_type', 'sector_identifier_uri'],
  ...['id_token_signed_response_alg', 'id_token_encrypted_response_alg', 'require_signed_request_object'],
  ...[
    'dpop_bound_access_tokens',
    'tls_client_certificate_bound_access_tokens',
    'authorization_details_types',
  ],
  ...['backchannel_token_delivery_mode', 'backchannel_client_notification_endpoint'],
  ...['backchannel_authentication_request_signing_alg', 'backchannel_user_code_parameter'],
];

/** What this version does not offer, and therefore no client may register to rely on. */
const NOT_OFFERED = [
  ...['backchannel_authentication_request_signing_alg', 'require_signed_request_object'],
  ...[
    'dpop_bound_access_tokens',
    'tls_client_certificate_bound_access_tokens',
    'id_token_encrypted_response_alg',
  ],
];

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post'];

/** Judges metadata that a client wants to register and completes it with the defaults of RFC 7591 §2. CIBA Core 1.0 §4. */
export function registeredMetadata(given: unknown, policy: RegistrationPolicy): ClientMetadata {
  const metadata = withDefaults(knownMembers(given));
  const mode = metadata.backchannel_token_delivery_mode;
  demand(
    isOneOf(policy.deliveryModes, mode),
    'backchannel_token_delivery_mode is required, and one that is offered.',
  );
  demand(areTexts(metadata.grant_types), 'grant_types is an array of text.');
  demand(
    mode === 'push' || includes(metadata.grant_types, CIBA_GRANT_TYPE),
    'grant_types lists the CIBA grant type.',
  );
  demand(areTexts(metadata.response_types), 'response_types is an array of text.');
  demand(
    isOneOf(AUTH_METHODS, metadata.token_endpoint_auth_method),
    'token_endpoint_auth_method is not offered.',
  );
  demand(
    mode === 'poll' || metadata.backchannel_client_notification_endpoint !== undefined,
    'A notification endpoint is required.',
  );
  demand(
    isEndpoint(metadata.backchannel_client_notification_endpoint),
    'The notification endpoint is an https URL.',
  );
  demand(
    metadata.jwks === undefined || metadata.jwks_uri === undefined,
    'jwks and jwks_uri exclude each other.',
  );
  demand(isEndpoint(metadata.jwks_uri), 'jwks_uri is an https URL.');
  requireOffered(metadata, policy);
  return metadata;
}

function knownMembers(given: unknown): ClientMetadata {
  demand(
    typeof given === 'object' && given !== null && !Array.isArray(given),
    'Client metadata is an object.',
  );
  const members = Object.entries(given as object);
  return Object.fromEntries(members.filter(([name, value]) => KNOWN.includes(name) && value !== undefined));
}

/** A client without a code or implicit grant has no response type. */
function withDefaults(given: ClientMetadata): ClientMetadata {
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

function requireOffered(
  metadata: ClientMetadata,
  { idTokenSigningAlgs, userCodes }: RegistrationPolicy,
): void {
  const { id_token_signed_response_alg: alg, backchannel_user_code_parameter: userCode } = metadata;
  const wanted = NOT_OFFERED.find((name) => metadata[name]);
  demand(wanted === undefined, 'The metadata relies on something that is not offered.');
  demand((metadata.subject_type ?? 'public') === 'public', 'subject_type is public.');
  demand(
    alg === undefined || isOneOf(idTokenSigningAlgs, alg),
    'id_token_signed_response_alg is not offered.',
  );
  demand(typeof userCode === 'boolean', 'backchannel_user_code_parameter is true or false.');
  demand(!userCode || userCodes, 'User codes are not offered.');
}

function isEndpoint(url: unknown): boolean {
  if (url === undefined) return true;
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, username, password, hash } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' && hash === '';
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && Array.from(value).every((text) => typeof text === 'string' && text !== '');
}

function includes(list: unknown, text: string): boolean {
  return Array.isArray(list) && list.includes(text);
}

function isOneOf(offered: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && offered.includes(value);
}

function demand(holds: boolean, description: string): void {
  if (!holds) throw new CibaError('invalid_client_metadata', description, { status: 400 });
}
