import { publicKeys } from '../../jwt/key-set.js';
import type { DeliveryMode } from '../../request/record.js';
import { CIBA_GRANT_TYPE } from '../metadata.js';
import { type AuthenticationPolicy, requireAuthentication } from './authentication-rules.js';
import { demand, includes, isEndpoint, isOffered, isOneOf } from './demand.js';
import { type ClientMetadata, knownMembers, withDefaults } from './members.js';

/** What a registration is judged by. */
export interface RegistrationPolicy extends AuthenticationPolicy {
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idTokenSigningAlgs: readonly string[];
  readonly userCodes: boolean;
  readonly certificateBoundTokens: boolean;
}

/** What this version does not offer, and therefore no client may register to rely on. */
const NOT_OFFERED = ['dpop_bound_access_tokens', 'id_token_encrypted_response_alg'];

/** Judges metadata that a client wants to register and completes it with the defaults of RFC 7591 §2. CIBA Core 1.0 §4. */
export function registeredMetadata(given: unknown, policy: RegistrationPolicy): ClientMetadata {
  const metadata = withDefaults(knownMembers(given));
  requireDelivery(metadata, policy);
  requireAuthentication(metadata, policy);
  requireOffered(metadata, policy);
  return {
    ...metadata,
    ...(metadata.jwks !== undefined && { jwks: { keys: publicKeys(metadata.jwks) ?? [] } }),
    ...(policy.certificateBoundTokens && { tls_client_certificate_bound_access_tokens: true }),
  };
}

/** How the client learns of the outcome. CIBA Core 1.0 §4. */
function requireDelivery(metadata: ClientMetadata, { deliveryModes }: RegistrationPolicy): void {
  const { backchannel_token_delivery_mode: mode, backchannel_client_notification_endpoint: endpoint } =
    metadata;
  demand(
    isOneOf(deliveryModes, mode),
    'backchannel_token_delivery_mode is required, and one that is offered.',
  );
  demand(
    mode === 'push' || includes(metadata.grant_types, CIBA_GRANT_TYPE),
    'grant_types lists the CIBA grant type.',
  );
  demand(mode === 'poll' || endpoint !== undefined, 'A notification endpoint is required.');
  demand(isEndpoint(endpoint), 'The notification endpoint is an https URL.');
}

function requireOffered(
  metadata: ClientMetadata,
  { idTokenSigningAlgs, userCodes }: RegistrationPolicy,
): void {
  const { id_token_signed_response_alg: alg, backchannel_user_code_parameter: userCode } = metadata;
  const wanted = NOT_OFFERED.find((name) => metadata[name]);
  demand(wanted === undefined, 'The metadata relies on something that is not offered.');
  demand((metadata.subject_type ?? 'public') === 'public', 'subject_type is public.');
  demand(isOffered(idTokenSigningAlgs, alg), 'id_token_signed_response_alg is not offered.');
  demand(typeof userCode === 'boolean', 'backchannel_user_code_parameter is true or false.');
  demand(!userCode || userCodes, 'User codes are not offered.');
}
