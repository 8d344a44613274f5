import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from '../client/authentication/methods.js';
import { CLIENT_SIGNING_ALGS, FAPI_SIGNING_ALGS } from '../jwt/algorithms.js';

/** The name of a profile. */
export type ProfileName = 'fapi-ciba';

/** What a profile decides. */
export interface Rules {
  readonly profile: ProfileName | undefined;
  /** What clients may authenticate by. */
  readonly clientAuthMethods: readonly ClientAuthMethod[];
  /** What clients may sign with. */
  readonly signingAlgs: readonly string[];
  /** Whether every request must be signed, or only those of clients registered to sign. */
  readonly signedRequests: boolean;
  /** Most seconds from `nbf` to `exp` of a signed request, and from `iat` to now. */
  readonly requestLifetime: number;
  /** Whether the tokens of every client are bound to its certificate, or only of those that registered to demand it. */
  readonly certificateBoundTokens: boolean;
  readonly requireBindingMessage: boolean;
}

const HOUR = 3600;
const DAY = 86_400;

/** Without a profile. */
export const PLAIN: Rules = {
  profile: undefined,
  clientAuthMethods: CLIENT_AUTH_METHODS,
  signingAlgs: CLIENT_SIGNING_ALGS,
  signedRequests: false,
  requestLifetime: DAY,
  certificateBoundTokens: false,
  requireBindingMessage: false,
};

/** FAPI-CIBA Implementer's Draft 1 §5.2.2 and §7, FAPI 1.0 Advanced §5.2.2 and §8.6. */
export const FAPI_CIBA: Rules = {
  profile: 'fapi-ciba',
  clientAuthMethods: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
  signingAlgs: FAPI_SIGNING_ALGS,
  signedRequests: true,
  requestLifetime: HOUR,
  certificateBoundTokens: true,
  requireBindingMessage: true,
};
