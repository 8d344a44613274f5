import { hash, timingSafeEqual } from 'node:crypto';
import type { CibaClient } from '../metadata.js';

/** Compares a shown secret with the registered one in constant time; an expired or missing one matches nothing. */
export function secretMatches(
  client: CibaClient,
  shown: string,
  nowSeconds: number = Date.now() / 1000,
): boolean {
  const { client_secret: registered, client_secret_expires_at: expiresAt = 0 } = client;
  if (typeof registered !== 'string' || registered === '') return false;
  if (expiresAt !== 0 && !(nowSeconds < expiresAt)) return false;
  return timingSafeEqual(hash('sha256', registered, 'buffer'), hash('sha256', shown, 'buffer'));
}
