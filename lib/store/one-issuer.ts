import { ConfigurationError } from '../errors.js';

/** The issuer a store belongs to, once it is known; another one is refused. */
export function requireOneIssuer(known: string | undefined, issuer: string): string {
  if (known === undefined || known === issuer) return issuer;
  throw new ConfigurationError(
    'ERR_CIBA_STORE_ISSUER',
    `the store belongs to ${known}: give each issuer its own`,
  );
}
