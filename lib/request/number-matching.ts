import { randomInt } from 'node:crypto';

/** How users give the number that the other device shows: they pick it among three, or type it. */
export const MATCHING_MODES = ['pick', 'type'] as const;

export type MatchingMode = (typeof MATCHING_MODES)[number];

/** The number that ties two devices together: the client shows it, and the user gives it with the approval. */
export interface NumberMatching {
  readonly mode: MatchingMode;
  /** Two digits. For the client alone. */
  readonly number: string;
  /** Where it is picked: it and two others, in an order drawn once. */
  readonly numbers?: readonly string[];
  /** How often a number may still be given, before the request is denied. */
  readonly attemptsLeft: number;
}

/** How often a number may be given: of three there is no second choice. */
export const ATTEMPTS: Readonly<Record<MatchingMode, number>> = { pick: 1, type: 3 };

const CHOICES = 3;

/** Draws the number of a new request, and what it is to be picked from. */
export function drawMatching(mode: MatchingMode): NumberMatching {
  const attemptsLeft = ATTEMPTS[mode];
  if (mode === 'type') return { mode, number: twoDigits(), attemptsLeft };
  const drawn = new Set<string>();
  while (drawn.size < CHOICES) drawn.add(twoDigits());
  const numbers = [...drawn];
  return { mode, number: numbers[randomInt(CHOICES)] as string, numbers, attemptsLeft };
}

/**
 * What is shown of it where it is to be given: never which of them is right.
 *
 * @inline
 */
export type ShownMatching =
  | { readonly mode: 'pick'; readonly numbers: readonly string[] }
  | { readonly mode: 'type'; readonly attempts_left: number };

export function shownMatching({ numbers, attemptsLeft }: NumberMatching): ShownMatching {
  return numbers === undefined ? { mode: 'type', attempts_left: attemptsLeft } : { mode: 'pick', numbers };
}

function twoDigits(): string {
  return String(randomInt(100)).padStart(2, '0');
}

/**
 * What stands against an approval; undefined where nothing does. How long it takes to compare tells nothing that the answer does not: two
 * digits, which may be given once or three times.
 */
export function judgeNumber(
  matching: NumberMatching | undefined,
  given = '',
): 'number_needed' | 'mismatch' | undefined {
  if (matching === undefined || given === matching.number) return undefined;
  return given === '' ? 'number_needed' : 'mismatch';
}
