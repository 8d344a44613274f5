/** How many wrong attempts there may be, and the seconds after the first of them in which they are forgotten. */
export interface AttemptLimit {
  readonly most: number;
  readonly seconds: number;
}

/** An attempt at a secret, and by whose names it is counted: of a client and a user, or of a client and an address. */
export interface Attempt extends AttemptLimit {
  readonly kind: 'user_code' | 'client_secret';
  readonly names: readonly string[];
}

/** Whether an attempt may be made. */
export type AttemptOutcome =
  | { readonly allowed: true }
  /** `retryAfter`: seconds until those before are forgotten. */
  | { readonly allowed: false; readonly retryAfter: number };

/** Attempts so far, and when they are forgotten: milliseconds since the epoch. */
export interface Attempts {
  readonly count: number;
  readonly until: number;
}

/** Counts an attempt before it is judged, so that many at once are no more than one after the other; undefined where there were too many. */
export function counted(
  known: Attempts | undefined,
  { most, seconds }: AttemptLimit,
  now: number,
): Attempts | undefined {
  const { count, until } =
    known !== undefined && now < known.until ? known : { count: 0, until: now + seconds * 1000 };
  return count < most ? { count: count + 1, until } : undefined;
}
