import type { Ending } from './state.js';

/** One decision of this session. Nothing of it is a secret: no id, no token. */
export interface PastDecision {
  readonly client: string;
  /** The binding message, or the amount, or what else told most. */
  readonly what: string;
  readonly ending: Ending;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How many are kept. */
export const KEPT = 10;

/** Those that are the user's own decisions, taken here. */
const OWN: readonly Ending[] = ['approved', 'denied', 'deniedByNumber', 'reported'];

export function isOwn(ending: Ending): boolean {
  return OWN.includes(ending);
}

/** The newest in front. */
export function remembered(past: readonly PastDecision[], decision: PastDecision): readonly PastDecision[] {
  return [decision, ...past].slice(0, KEPT);
}

/** What was kept in this tab; whatever cannot be read is as if it were not there. */
export function readHistory(storage: Pick<Storage, 'getItem'>, key: string): readonly PastDecision[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPast).slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Where a browser refuses storage the page does without. */
export function writeHistory(
  storage: Pick<Storage, 'setItem'>,
  key: string,
  past: readonly PastDecision[],
): void {
  try {
    storage.setItem(key, JSON.stringify(past));
  } catch {
    return;
  }
}

function isPast(value: unknown): value is PastDecision {
  const { client, what, ending, at } = (value ?? {}) as Partial<Record<keyof PastDecision, unknown>>;
  return (
    typeof client === 'string' &&
    typeof what === 'string' &&
    typeof at === 'number' &&
    OWN.includes(ending as Ending)
  );
}
