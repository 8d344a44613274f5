import { CLIENT_AUTH_METHODS, TLS_METHODS } from '../client/authentication/methods.js';
import type { RegistrationPolicy } from '../client/registration/registered-metadata.js';
import type { Configuration } from './configure.js';

/** What is offered to clients, in discovery and at registration. */
export interface Offered {
  /** Undefined where the host authenticates clients itself. */
  readonly clientAuthMethods: readonly string[] | undefined;
  readonly idTokenSigningAlgs: readonly string[];
  readonly userCodes: boolean;
}

/** What a configuration offers. Methods that need a certificate only where the host says that certificates get here. */
export function offeredBy({ adapter, idToken, rules, offersCertificates }: Configuration): Offered {
  const methods = rules.clientAuthMethods.filter((name) => offersCertificates || !TLS_METHODS.includes(name));
  return {
    clientAuthMethods: adapter.authenticateClient === undefined ? methods : undefined,
    idTokenSigningAlgs: [...new Set(idToken.keys.map(({ alg }) => alg))],
    userCodes: adapter.verifyUserCode !== undefined,
  };
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
    clientAuthMethods: offered.clientAuthMethods ?? CLIENT_AUTH_METHODS,
  };
}
