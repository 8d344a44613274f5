import { type Ending, isDecision } from './state.js';

/** One decision of this session. Nothing of it is a secret: no id, no token. */
export interface PastDecision {
  readonly client: string;
  /** The binding message, or the amount, or what else told most. */
  readonly what: string;
  readonly ending: Ending;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a tab keeps, and of whom. */
export interface Kept {
  /** As the device API names the user. */
  readonly user: string;
  readonly past: readonly PastDecision[];
}

/** How many are kept. */
export const KEPT = 10;

/** The newest in front. */
export function remembered(past: readonly PastDecision[], decision: PastDecision): readonly PastDecision[] {
  return [decision, ...past].slice(0, KEPT);
}

/** What this tab keeps of a user; of another one, or where it cannot be read, it is as if there were nothing. */
export function readHistory(
  storage: Pick<Storage, 'getItem'>,
  key: string,
  user: string,
): readonly PastDecision[] {
  try {
    const { user: whose, past } = JSON.parse(storage.getItem(key) ?? '{}') as Partial<Kept>;
    return whose === user && Array.isArray(past) ? past.filter(isPast).slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Where a browser refuses storage the page does without. */
export function writeHistory(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  key: string,
  kept: Kept,
): void {
  try {
    if (kept.past.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(kept));
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
    isDecision(ending as Ending)
  );
}
