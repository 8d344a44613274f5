import { publicKeys } from '../../jwt/key-set.js';
import type { DeliveryMode } from '../../request/record.js';
import { CIBA_GRANT_TYPE } from '../metadata.js';
import { type AuthenticationPolicy, requireAuthentication } from './authentication-rules.js';
import { demand, includes, isEndpoint, isFlag, isOffered, isOneOf } from './demand.js';
import { type ClientMetadata, knownMembers, withDefaults } from './members.js';
import { requireSubjects, type SubjectPolicy } from './subject-rules.js';
import { requireWebAddresses } from './web-rules.js';

/** What a registration is judged by. */
export interface RegistrationPolicy extends AuthenticationPolicy, SubjectPolicy {
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idTokenSigningAlgs: readonly string[];
  readonly userCodes: boolean;
  readonly numberMatching: readonly string[];
  readonly certificateBoundTokens: boolean;
  readonly dpop: boolean;
  /** Undefined where the host judges them itself. */
  readonly authorizationDetailsTypes: readonly string[] | undefined;
}

/** Judges metadata that a client wants to register and completes it with the defaults of RFC 7591 §2. CIBA Core 1.0 §4. */
export function registeredMetadata(given: unknown, policy: RegistrationPolicy): ClientMetadata {
  const metadata = withDefaults(knownMembers(given));
  requireDelivery(metadata, policy);
  requireAuthentication(metadata, policy);
  requireWebAddresses(metadata);
  requireSubjects(metadata, policy);
  requireOffered(metadata, policy);
  requireAuthorizationData(metadata, policy);
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
  { idTokenSigningAlgs, userCodes, numberMatching }: RegistrationPolicy,
): void {
  const { id_token_signed_response_alg: alg, backchannel_user_code_parameter: userCode } = metadata;
  demand(!metadata.id_token_encrypted_response_alg, 'Encrypted ID tokens are not offered.');
  demand(isOffered(idTokenSigningAlgs, alg), 'id_token_signed_response_alg is not offered.');
  demand(typeof userCode === 'boolean', 'backchannel_user_code_parameter is true or false.');
  demand(!userCode || userCodes, 'User codes are not offered.');
  demand(
    isOffered(numberMatching, metadata.backchannel_number_matching),
    'backchannel_number_matching is not offered.',
  );
}

/** What tokens are bound to and what they are good for. RFC 9449 §5.2, RFC 9396 §10. */
function requireAuthorizationData(
  metadata: ClientMetadata,
  { dpop, authorizationDetailsTypes: offered }: RegistrationPolicy,
): void {
  const { dpop_bound_access_tokens: bound, authorization_details_types: types } = metadata;
  demand(isFlag(bound), 'dpop_bound_access_tokens is true or false.');
  demand(!bound || dpop, 'Tokens bound by DPoP are not offered.');
  const known = !offered || !Array.isArray(types) || types.every((type) => offered.includes(type));
  demand(known, 'authorization_details_types lists a type that is not offered.');
}
