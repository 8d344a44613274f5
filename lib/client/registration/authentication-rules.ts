import { SHARED_SECRET_ALGS } from '../../jwt/algorithms.js';
import { isAsymmetricKey, MOST_KEYS, PRIVATE_MEMBERS } from '../../jwt/key-set.js';
import { isDistinguishedName } from '../authentication/distinguished-name.js';
import { isPlainAddress } from '../authentication/subject-alternative-names.js';
import { isName, TLS_EXPECTATIONS } from '../authentication/tls-client-auth.js';
import { demand, isEndpoint, isFlag, isOffered, isOneOf } from './demand.js';
import type { ClientMetadata } from './members.js';

/** What is offered of keys, certificates and signatures. */
export interface AuthenticationPolicy {
  readonly clientAuthMethods: readonly string[];
  readonly signingAlgs: readonly string[];
  readonly signedRequests: boolean;
  readonly offersCertificates: boolean;
}

/** How the client proves who it is, and what it signs. RFC 7591 §2, RFC 8705 §2.1.2, CIBA Core 1.0 §4. */
export function requireAuthentication(metadata: ClientMetadata, policy: AuthenticationPolicy): void {
  const { token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: alg } = metadata;
  demand(isOneOf(policy.clientAuthMethods, method), 'token_endpoint_auth_method is not offered.');
  const algs = method === 'client_secret_jwt' ? SHARED_SECRET_ALGS : policy.signingAlgs;
  demand(isOffered(algs, alg), 'token_endpoint_auth_signing_alg is not offered.');
  requireKeys(metadata);
  requireCertificate(metadata);
  requireSignatures(metadata, policy);
  const { tls_client_certificate_bound_access_tokens: bound } = metadata;
  demand(isFlag(bound), 'tls_client_certificate_bound_access_tokens is true or false.');
  demand(!bound || policy.offersCertificates, 'Certificate-bound tokens are not offered.');
}

/** Public keys by value or by reference, and wherever something is verified by them. RFC 7591 §2. */
function requireKeys({ jwks, jwks_uri, ...metadata }: ClientMetadata): void {
  demand(jwks === undefined || jwks_uri === undefined, 'jwks and jwks_uri exclude each other.');
  demand(isEndpoint(jwks_uri), 'jwks_uri is an https URL.');
  demand(jwks === undefined || isPublicKeySet(jwks), 'jwks is a set of public keys.');
  const { token_endpoint_auth_method: method, backchannel_authentication_request_signing_alg: alg } =
    metadata;
  const needed = isOneOf(['private_key_jwt', 'self_signed_tls_client_auth'], method) || alg !== undefined;
  demand(!needed || jwks !== undefined || jwks_uri !== undefined, 'jwks or jwks_uri is required.');
}

function isPublicKeySet(jwks: unknown): boolean {
  const keys: unknown = Object(jwks).keys;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS) return false;
  return keys.every(
    (key) => isAsymmetricKey(key) && !PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name)),
  );
}

/** Exactly one expectation of a certificate, where certificates of an authority are the proof. RFC 8705 §2.1.2. */
function requireCertificate(metadata: ClientMetadata): void {
  const given = TLS_EXPECTATIONS.filter((name) => metadata[name] !== undefined);
  const texts = given.map((name) => metadata[name]);
  demand(
    texts.every((text) => typeof text === 'string' && text !== '' && isName(text)),
    'tls_client_auth_* is printable text.',
  );
  const wanted = metadata.token_endpoint_auth_method === 'tls_client_auth' ? 1 : 0;
  demand(given.length === wanted || wanted === 0, 'Exactly one tls_client_auth_* member is required.');
  const {
    tls_client_auth_subject_dn: name,
    tls_client_auth_san_dns: dns,
    tls_client_auth_san_ip: ip,
  } = metadata;
  demand(name === undefined || isDistinguishedName(name as string), 'tls_client_auth_subject_dn is no name.');
  demand(dns === undefined || !(dns as string).startsWith('.'), 'tls_client_auth_san_dns is no host.');
  demand(ip === undefined || isPlainAddress(ip as string), 'tls_client_auth_san_ip is no address.');
}

/** A client signs all of its requests, by one algorithm, or none. CIBA Core 1.0 §4. */
function requireSignatures(
  metadata: ClientMetadata,
  { signingAlgs, signedRequests }: AuthenticationPolicy,
): void {
  const { backchannel_authentication_request_signing_alg: alg, require_signed_request_object: must } =
    metadata;
  demand(isOffered(signingAlgs, alg), 'backchannel_authentication_request_signing_alg is not offered.');
  demand(isFlag(must), 'require_signed_request_object is true or false.');
  demand(
    alg !== undefined || !(must || signedRequests),
    'backchannel_authentication_request_signing_alg is required.',
  );
}
