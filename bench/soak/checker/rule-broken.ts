import type { History } from './history.js';
import { stateOf } from './model.js';

/** What it looks like when no order can be found: the name of the rule that is most likely broken. */
export function ruleBroken({ calls }: History): string {
  const polls = calls.filter(({ op }) => op === 'poll');
  if (polls.filter(({ answer }) => answer?.accessToken !== undefined).length > 1) return 'a double issue';
  const accepted = calls.filter(({ answer }) => answer?.outcome === 'accepted');
  if (accepted.length > 1) return 'a flipped decision';
  const [taken] = accepted;
  if (taken === undefined) return 'a wrong answer';
  const after = polls.filter(({ calledAt }) => calledAt > (taken.endedAt ?? Number.POSITIVE_INFINITY));
  const heard = new Set(after.map(({ answer }) => answer?.error));
  const state = stateOf(taken.decision ?? '');
  if (state === 'approved' && heard.has('access_denied')) return 'a flipped decision';
  if (state !== 'approved' && after.some(({ answer }) => answer?.accessToken !== undefined))
    return 'a flipped decision';
  if (['authorization_pending', 'slow_down', 'invalid_grant'].some((error) => heard.has(error)))
    return 'a lost decision';
  return 'a wrong answer';
}
