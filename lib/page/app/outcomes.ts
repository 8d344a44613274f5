import type { ApprovalRequest, Decision } from './request.js';
import type { Card, Ending, Trouble } from './state.js';

/** What the device API answered to a decision. */
export interface DecisionReply {
  readonly status: number;
  readonly outcome?: string;
  readonly attempts_left?: number;
}

/** What follows from it. */
export type Consequence =
  | { readonly ending: Ending }
  | { readonly trouble: Trouble; readonly attemptsLeft?: number }
  | 'look'
  | 'signedOut';

const STANDS: Readonly<Record<Decision, Ending>> = {
  approve: 'approved',
  deny: 'denied',
  report: 'reported',
};

const REFUSALS: Readonly<Record<string, Consequence>> = {
  refused: { trouble: 'refused' },
  step_up: { trouble: 'stepUp' },
  number_needed: { trouble: 'wantsNumber' },
  unknown: { ending: 'noLongerOpen' },
  expired: { ending: 'tooLate' },
  conflict: 'look',
};

/** What a reply means for the one who decided. */
export function consequenceOf(
  decision: Decision,
  { status, outcome = '', attempts_left }: DecisionReply,
): Consequence {
  if (status === 401) return 'signedOut';
  // A report that came too late holds all the same; after another decision too, of which the user is to be told.
  const holds = decision === 'report' && outcome === 'expired';
  if (outcome === 'accepted' || outcome === 'repeated' || holds) return { ending: STANDS[decision] };
  if (outcome === 'mismatch')
    return attempts_left
      ? { trouble: 'wrongNumber', attemptsLeft: attempts_left }
      : { ending: 'deniedByNumber' };
  if (Object.hasOwn(REFUSALS, outcome)) return REFUSALS[outcome] as Consequence;
  return { trouble: status >= 502 ? 'uncertain' : 'failed' };
}

/** How a request ended that is no longer listed; undefined where it is still pending. Without one, nobody remembers it. */
export function endingOf(
  { tried, sending, endsAt }: Card,
  request: ApprovalRequest | undefined,
  now: number,
): Ending | undefined {
  if (sending === 'report' && request !== undefined && request.state !== 'pending')
    return request.state === 'approved' || request.state === 'redeemed' ? 'reportedApproved' : 'reported';
  switch (request?.state) {
    case 'pending':
      return undefined;
    case 'approved':
    case 'redeemed':
      return tried === 'approve' ? 'approved' : 'approvedElsewhere';
    case 'denied':
      return tried === 'deny' || tried === 'report' ? STANDS[tried] : 'deniedElsewhere';
    case 'cancelled':
      return 'withdrawn';
    case 'expired':
      return 'tooLate';
    default:
      return request === undefined && now >= endsAt - FORGOTTEN_MS ? 'tooLate' : 'noLongerOpen';
  }
}

/** What is forgotten so shortly before its end has expired: the server's clock counts in whole seconds. */
const FORGOTTEN_MS = 2000;
