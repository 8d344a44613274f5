import { hash, timingSafeEqual } from 'node:crypto';
import type { CibaClient } from '../metadata.js';

/** The secret that a client registered; undefined where it has none, or one that has expired. */
export function currentSecret(
  { client_secret: registered, client_secret_expires_at: expiresAt = 0 }: CibaClient,
  nowSeconds: number = Date.now() / 1000,
): string | undefined {
  if (typeof registered !== 'string' || registered === '') return undefined;
  return expiresAt !== 0 && !(nowSeconds < expiresAt) ? undefined : registered;
}

/** Compares a shown secret with the registered one in constant time; an expired or missing one matches nothing. */
export function secretMatches(client: CibaClient, shown: string, nowSeconds?: number): boolean {
  const registered = currentSecret(client, nowSeconds);
  if (registered === undefined) return false;
  return timingSafeEqual(digestOf(client, registered), hash('sha256', shown, 'buffer'));
}

/** Of the clients that a host keeps: theirs need not be made anew for each request. */
const digests = new WeakMap<CibaClient, { readonly secret: string; readonly digest: Buffer }>();

function digestOf(client: CibaClient, secret: string): Buffer {
  const known = digests.get(client);
  if (known?.secret === secret) return known.digest;
  const digest = hash('sha256', secret, 'buffer');
  digests.set(client, { secret, digest });
  return digest;
}
