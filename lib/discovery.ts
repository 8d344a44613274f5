import { CIBA_GRANT_TYPE } from './client/metadata.js';
import type { Configuration } from './configuration/configure.js';
import { offeredBy } from './configuration/offered.js';
import { PRIVATE_MEMBERS } from './jwt/key-set.js';
import type { Jwk } from './jwt/signing-keys.js';

/** Any discovery document. RFC 8414 §2. */
export type DiscoveryDocument = Readonly<Record<string, unknown>>;

/** A published key set. RFC 7517 §5. */
export interface JwkSet {
  /** In no order; those of several algorithms and owners may stand side by side. */
  readonly keys: readonly Jwk[];
}

/** The members that this package adds to the discovery document. CIBA Core 1.0 §4, RFC 8414 §2, RFC 8705 §3.3 and §5, RFC 9449 §5.1. */
export function ownMetadata(config: Configuration): DiscoveryDocument {
  const { issuer, endpoints, mtlsEndpoints, deliveryModes, rules } = config;
  const offered = offeredBy(config);
  const algs = offered.idTokenSigningAlgs;
  return {
    issuer,
    token_endpoint: endpoints.token,
    ...(deliveryModes.some((mode) => mode !== 'push') && { grant_types_supported: [CIBA_GRANT_TYPE] }),
    ...(offered.clientAuthMethods && { token_endpoint_auth_methods_supported: offered.clientAuthMethods }),
    ...(offered.assertionAlgs.length > 0 && {
      token_endpoint_auth_signing_alg_values_supported: offered.assertionAlgs,
    }),
    ...(algs.length > 0 && { id_token_signing_alg_values_supported: algs }),
    subject_types_supported: config.pairwise === undefined ? ['public'] : ['public', 'pairwise'],
    ...(config.adapter.registerClient && { registration_endpoint: endpoints.registration }),
    backchannel_authentication_endpoint: endpoints.backchannelAuthentication,
    backchannel_token_delivery_modes_supported: deliveryModes,
    backchannel_authentication_request_signing_alg_values_supported: rules.signingAlgs,
    backchannel_user_code_parameter_supported: offered.userCodes,
    ...(config.numberMatching && { backchannel_number_matching_supported: offered.numberMatching }),
    ...(config.authorizationDetails && {
      authorization_details_types_supported: [...config.authorizationDetails.keys()],
    }),
    ...(config.dpop && { dpop_signing_alg_values_supported: rules.signingAlgs }),
    ...(config.offersCertificates && { tls_client_certificate_bound_access_tokens: true }),
    ...(Object.values(mtlsEndpoints).some(Boolean) && { mtls_endpoint_aliases: aliasesOf(mtlsEndpoints) }),
  };
}

function aliasesOf({ backchannelAuthentication, token }: Configuration['mtlsEndpoints']): DiscoveryDocument {
  return {
    ...(backchannelAuthentication && { backchannel_authentication_endpoint: backchannelAuthentication }),
    ...(token && { token_endpoint: token }),
  };
}

/** Our members merged into a host's document: arrays are united, the host's own text stays, CIBA's is ours. */
export function mergedMetadata(own: DiscoveryDocument, host: DiscoveryDocument): DiscoveryDocument {
  const merged: Record<string, unknown> = { ...host };
  for (const [name, value] of Object.entries(structuredClone(own))) {
    const theirs = host[name];
    if (theirs === undefined || name.startsWith('backchannel_')) merged[name] = value;
    else if (Array.isArray(value) && Array.isArray(theirs))
      merged[name] = [...new Set([...theirs, ...value])];
    else if (value === true) merged[name] = true;
    else if (name === 'mtls_endpoint_aliases') merged[name] = { ...(value as object), ...theirs };
  }
  return merged;
}

/** A host may hand in the keys it signs with; what is published must not sign. RFC 7518 §6. */
function withoutSecrets(key: Jwk): Jwk {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.includes(name)));
}

/** Our public keys after the host's; a key that the host publishes under the same `kid` stays the host's. */
export function mergedJwks(config: Configuration, host: JwkSet = { keys: [] }): JwkSet {
  const known = new Set(host.keys.map(({ kid }) => kid));
  const own = config.idToken.keys.map(({ publicJwk }) => publicJwk).filter(({ kid }) => !known.has(kid));
  return { keys: [...host.keys.map(withoutSecrets), ...own] };
}
