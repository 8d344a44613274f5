import type { EndUser } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { HostError } from './host-error.js';

/** A database that ignores case finds another client than was asked for: that is none. */
export function clientOf(
  callback: string,
  client: CibaClient | null | undefined,
  id?: string,
): CibaClient | undefined {
  if (client === null || client === undefined) return undefined;
  if (typeof client.client_id !== 'string' || client.client_id === '') {
    throw new HostError(callback, 'it answered with something that is no client');
  }
  return id === undefined || client.client_id === id ? client : undefined;
}

/** A user, and the one that was asked for where one was. */
export function userOf(
  callback: string,
  user: EndUser | null | undefined,
  sub?: string,
): EndUser | undefined {
  if (user === null || user === undefined) return undefined;
  const named = typeof user.sub === 'string' && user.sub !== '' ? user.sub : undefined;
  if (named === undefined || (sub !== undefined && named !== sub))
    throw new HostError(callback, 'it must answer { sub }, with the sub it was asked for if it was');
  return user;
}

/** Longest `sub`, in characters. OpenID Connect Core 1.0 §2. */
const LONGEST_SUB = 255;

/** A pseudonym that an ID token can carry. */
export function pseudonymOf(answer: unknown): string {
  if (typeof answer === 'string' && answer !== '' && answer.length <= LONGEST_SUB) return answer;
  throw new HostError('pairwise.pseudonymOf', 'it must answer with text of at most 255 characters');
}

/** From where a request came; undefined where the host cannot tell. */
export function addressOf(answer: unknown): string | undefined {
  if (answer === undefined || answer === null || answer === '') return undefined;
  if (typeof answer === 'string') return answer;
  throw new HostError('getAddress', 'it must answer with text, or nothing');
}
