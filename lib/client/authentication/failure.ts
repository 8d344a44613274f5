import type { JwtFault } from '../../jwt/verify.js';

/**
 * Why a client was not taken for the one it named; of an assertion `malformed`, `type`, `algorithm`, `unknown_key`, `signature`, `expired`,
 * `claim`, `audience` or `replayed`.
 */
export type AuthenticationFailure =
  | 'no_credentials'
  | 'unknown_client'
  | 'method'
  | 'secret'
  | 'certificate'
  /** `authenticateClient` said no. */
  | 'refused'
  /** What is wrong with its assertion. */
  | JwtFault;
