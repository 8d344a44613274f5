import { CLIENT_AUTH_METHODS, type ClientAuthMethod, TLS_METHODS } from '../client/authentication/methods.js';
import type { RegistrationPolicy } from '../client/registration/registered-metadata.js';
import { SHARED_SECRET_ALGS } from '../jwt/algorithms.js';
import { MATCHING_MODES } from '../request/number-matching.js';
import type { Configuration } from './configure.js';

/** What is offered to clients, in discovery and at registration. */
export interface Offered {
  /** Undefined where the host authenticates clients itself. */
  readonly clientAuthMethods: readonly string[] | undefined;
  /** What client assertions may be signed by. */
  readonly assertionAlgs: readonly string[];
  readonly idTokenSigningAlgs: readonly string[];
  readonly userCodes: boolean;
  /** How users may give the number that a client shows; empty where none is drawn. */
  readonly numberMatching: readonly string[];
}

/** What a configuration offers. Methods that need a certificate only where the host says that certificates get here. */
export function offeredBy({
  adapter,
  idToken,
  rules,
  offersCertificates,
  numberMatching,
}: Configuration): Offered {
  const methods = rules.clientAuthMethods.filter((name) => offersCertificates || !TLS_METHODS.includes(name));
  const clientAuthMethods = adapter.authenticateClient === undefined ? methods : undefined;
  return {
    clientAuthMethods,
    assertionAlgs: assertionAlgsOf(clientAuthMethods ?? [], rules.signingAlgs),
    idTokenSigningAlgs: [...new Set(idToken.keys.map(({ alg }) => alg))],
    userCodes: adapter.verifyUserCode !== undefined,
    numberMatching: numberMatching ? MATCHING_MODES : [],
  };
}

function assertionAlgsOf(
  methods: readonly ClientAuthMethod[],
  signingAlgs: readonly string[],
): readonly string[] {
  return [
    ...(methods.includes('private_key_jwt') ? signingAlgs : []),
    ...(methods.includes('client_secret_jwt') ? SHARED_SECRET_ALGS : []),
  ];
}

/** What registrations are judged by. */
export function registrationPolicy(config: Configuration): RegistrationPolicy {
  const { deliveryModes, rules, offersCertificates } = config;
  const offered = offeredBy(config);
  return {
    ...offered,
    deliveryModes,
    offersCertificates,
    signedRequests: rules.signedRequests,
    certificateBoundTokens: rules.certificateBoundTokens,
    signingAlgs: rules.signingAlgs,
    dpop: config.dpop !== undefined,
    pairwise: config.pairwise !== undefined,
    authorizationDetailsTypes: config.authorizationDetails && [...config.authorizationDetails.keys()],
    clientAuthMethods: offered.clientAuthMethods ?? CLIENT_AUTH_METHODS,
  };
}
