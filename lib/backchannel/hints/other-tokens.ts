import type { Verified } from '../../jwt/verify.js';

/**
 * Claims that make a JWT something else than what says who a user is: a logout token or security event, an access token, an
 * introspection response, a proof of possession. OpenID Connect Back-Channel Logout 1.0 §2.4, RFC 9068 §2.2.3, RFC 9701 §5, RFC 9449 §4.2.
 */
const CLAIMS_OF_OTHERS = ['events', 'scope', 'scp', 'client_id', 'token_introspection', 'htm', 'htu'];

/** Whether a JWT is meant for something else, whoever signed it: hints have no type of their own. RFC 8725 §3.12. */
export function isOtherToken({ typ, claims }: Verified): boolean {
  return (typ !== '' && typ !== 'jwt') || CLAIMS_OF_OTHERS.some((name) => Object.hasOwn(claims, name));
}
