import { createHash } from 'node:crypto';
import type { AuthenticationRequest } from '../index.js';

/** A request as the device API shows it: what approval pages see, but the user, of whom your `getUser` may know more than a page should. */
export interface DeviceRequest extends Omit<AuthenticationRequest, 'user' | 'createdAt' | 'expiresAt'> {
  /** When the client asked. ISO 8601. */
  readonly createdAt: string;
  /** Until when it can be decided. ISO 8601; count down from `expires_in`, since the clock of a device may be wrong. */
  readonly expiresAt: string;
  /** Whole seconds that are left, by the server's clock; 0 once it is over. */
  readonly expires_in: number;
}

/** The user's pending requests as the device API shows them. */
export interface DeviceRequestList {
  /**
   * Stands for the user who is signed in, the same in every process, and does not say who it is: what a page keeps of one user it must not
   * show to another who signs in after.
   */
  readonly user: string;
  /** At most 100, the first to expire in front. */
  readonly requests: readonly DeviceRequest[];
}

/** A request as it is shown at a moment, in milliseconds since the epoch. */
export function shownRequest({ user: _user, ...request }: AuthenticationRequest, now: number): DeviceRequest {
  const { createdAt, expiresAt } = request;
  return {
    ...request,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    expires_in: Math.max(0, Math.floor((expiresAt.getTime() - now) / 1000)),
  };
}

/** A user's requests as they are shown at a moment, in milliseconds since the epoch. */
export function shownList(
  sub: string,
  requests: readonly AuthenticationRequest[],
  now: number,
): DeviceRequestList {
  return { user: tagOf(sub), requests: requests.map((request) => shownRequest(request, now)) };
}

function tagOf(sub: string): string {
  return createHash('sha256').update(`device of ${sub}`).digest('base64url').slice(0, 22);
}

/** The first to expire in front; those of one moment in an order that is the same in every process. */
export function firstToExpire(requests: readonly AuthenticationRequest[]): readonly AuthenticationRequest[] {
  return [...requests].sort(
    (a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}
