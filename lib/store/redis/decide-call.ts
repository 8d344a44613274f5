import { canonicalJson } from '../../request/canonical-json.js';
import { isUnannounced } from '../../request/delivery.js';
import type { RequestId } from '../../request/ids.js';
import { drawMark } from '../../request/mark.js';
import { blockOf, type Decision, numberOf } from '../../request/record.js';
import type { DecideOutcome } from '../../request/store.js';
import type { Hearers } from './create-call.js';

/** What DECIDE answers; listed with the script. */
export type DecideReply = [DecideOutcome['outcome'], string, string, number, number];

/** The arguments of DECIDE, but for the time; `by` where a user decides. */
export function decideArguments(
  { selector, secret }: RequestId,
  decision: Decision,
  { channel, user }: Hearers,
  by: string | undefined,
): (string | number)[] {
  const { state, content } = decision;
  const block = blockOf(decision);
  return [
    ...[secret, state, canonicalJson(content), selector, channel, isUnannounced(decision) ? 1 : 0],
    state === 'approved' && content.acr === undefined ? 1 : '',
    block === undefined ? '' : block * 1000,
    ...[drawMark(), user, numberOf(decision)],
    ...(by === undefined ? [] : [by]),
  ];
}

export function decideOutcome([outcome, clientId, sub, notified, left]: DecideReply): DecideOutcome {
  const notifies = Number(notified) === 1;
  if (outcome === 'accepted') return { outcome, clientId, sub, notifies };
  if (outcome === 'mismatch') return { outcome, clientId, sub, attemptsLeft: Number(left), notifies };
  return { outcome };
}
