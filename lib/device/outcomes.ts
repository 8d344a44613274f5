import type { DecisionAnswer, DecisionOutcome } from '../index.js';
import type { Answer } from './answer.js';

/** The status of each outcome; the compiler minds that none is missing. */
const STATUS: Readonly<Record<DecisionOutcome, number>> = {
  accepted: 200,
  repeated: 200,
  refused: 403,
  step_up: 403,
  mismatch: 403,
  number_needed: 403,
  unknown: 404,
  wrong_user: 404,
  conflict: 409,
  expired: 410,
};

/** What is told: nobody hears that a request is another user's. */
const told = (outcome: DecisionOutcome): DecisionOutcome => (outcome === 'wrong_user' ? 'unknown' : outcome);

/** Every outcome that is told. */
export const OUTCOMES: readonly DecisionOutcome[] = [
  ...new Set((Object.keys(STATUS) as DecisionOutcome[]).map(told)),
];

/** Every status that an outcome is told with. */
export const OUTCOME_STATUSES: readonly number[] = [...new Set(Object.values(STATUS))];

/** What became of a decision. */
export function outcomeAnswer({ outcome, attempts_left }: DecisionAnswer): Answer {
  const body = { outcome: told(outcome), ...(attempts_left !== undefined && { attempts_left }) };
  return { status: STATUS[outcome], body };
}
