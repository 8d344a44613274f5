import type { PromptCaps } from './guard.js';

/** How many requests may be pending at once; `false` turns a cap off. */
export interface PendingCaps {
  /** For one user, over all clients. */
  readonly pendingPerUser: number | false;
  /** For one user by one client. */
  readonly pendingPerClientAndUser: number | false;
}

/** What keeps a user from being asked too often. */
export interface Caps extends PendingCaps, PromptCaps {}

/**
 * The cap that refused a request; `reported` where the user had reported the client.
 *
 * @inline
 */
export type CapName = keyof Caps | 'reported';

/** A pending request of one user, as the caps see it. */
export interface PendingEntry {
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A refusal by a cap. */
export interface Limited {
  readonly cap: CapName;
  /** Seconds until the first request that counts against the cap expires. */
  readonly retryAfter: number;
}

/**
 * Judges whether `clientId` may add one more to a user's pending requests.
 *
 * The user's last free slot is kept for a client that has none pending, so that one client's requests cannot shut
 * out the others.
 */
export function judgeCaps(
  caps: PendingCaps,
  pending: readonly PendingEntry[],
  clientId: string,
  now: number,
): Limited | undefined {
  const own = pending.filter((entry) => entry.clientId === clientId);
  if (caps.pendingPerClientAndUser !== false && own.length >= caps.pendingPerClientAndUser) {
    return limited('pendingPerClientAndUser', own, now);
  }
  if (caps.pendingPerUser === false) return undefined;
  const keptFree = own.length > 0 ? 1 : 0;
  return pending.length >= caps.pendingPerUser - keptFree
    ? limited('pendingPerUser', pending, now)
    : undefined;
}

function limited(cap: CapName, entries: readonly PendingEntry[], now: number): Limited {
  const first = Math.min(...entries.map((entry) => entry.expiresAt));
  return { cap, retryAfter: Math.max(1, Math.ceil((first - now) / 1000)) };
}
