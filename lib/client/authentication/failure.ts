import type { JwtFault } from '../../jwt/verify.js';

/** Why a client was not taken for the one it named. */
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
