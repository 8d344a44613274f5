import { CIBA_GRANT_TYPE } from './client/metadata.js';
import type { Configuration } from './configuration.js';
import type { Jwk } from './jwt/signing-keys.js';

/** Any discovery document. RFC 8414 §2. */
export type DiscoveryDocument = Readonly<Record<string, unknown>>;

/** A published key set. RFC 7517 §5. */
export interface JwkSet {
  readonly keys: readonly Jwk[];
}

/** The members that this package adds to the discovery document. CIBA Core 1.0 §4, RFC 8414 §2. */
export function ownMetadata(config: Configuration, userCodes: boolean): DiscoveryDocument {
  const algs = [...new Set(config.idToken.keys.map(({ alg }) => alg))];
  return {
    issuer: config.issuer,
    token_endpoint: config.endpoints.token,
    grant_types_supported: [CIBA_GRANT_TYPE],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    ...(algs.length > 0 && { id_token_signing_alg_values_supported: algs }),
    subject_types_supported: ['public'],
    backchannel_authentication_endpoint: config.endpoints.backchannelAuthentication,
    backchannel_token_delivery_modes_supported: config.deliveryModes,
    backchannel_user_code_parameter_supported: userCodes,
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
  }
  return merged;
}

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** A host may hand in the keys it signs with; what is published must not sign. RFC 7518 §6. */
function withoutSecrets(key: Jwk): Jwk {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE.includes(name)));
}

/** Our public keys after the host's; a key that the host publishes under the same `kid` stays the host's. */
export function mergedJwks(config: Configuration, host: JwkSet = { keys: [] }): JwkSet {
  const known = new Set(host.keys.map(({ kid }) => kid));
  const own = config.idToken.keys.map(({ publicJwk }) => publicJwk).filter(({ kid }) => !known.has(kid));
  return { keys: [...host.keys.map(withoutSecrets), ...own] };
}
