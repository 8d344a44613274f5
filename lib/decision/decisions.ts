import type { Emit, RequestEvent } from '../events.js';
import type { Host } from '../host/host.js';
import { parseId } from '../request/ids.js';
import type { Comparisons } from '../request/narrowing.js';
import type { ApprovalContent, Decision } from '../request/record.js';
import type { CibaStore } from '../request/store.js';
import { approvalContent, givenNumber } from './approval-content.js';
import { type DecidedBy, requireSub } from './decided-by.js';
import { judged } from './judged.js';

/** What a decision came to; never a bare boolean. */
export type DecisionOutcome =
  /** Taken now, and final. */
  | 'accepted'
  /** The same decision with the same content was taken before. */
  | 'repeated'
  /** Another decision was taken before; it stands. */
  | 'conflict'
  /** The lifetime is over. */
  | 'expired'
  /** No such request, or it is forgotten. */
  | 'unknown'
  /** The request asks another user. */
  | 'wrong_user'
  /** What an approval must satisfy was not satisfied. */
  | 'refused'
  /** The user must authenticate more strongly first. */
  | 'step_up'
  /** Approved with a wrong number; denied by it where no attempt is left. */
  | 'mismatch'
  /** Approved without the number that the client shows; nothing has changed. */
  | 'number_needed';

/** An approval of the user who is signed in: how they authenticated, what they grant, and the number that they gave. */
export interface UserApproval extends DecidedBy, ApprovalContent {
  /** What the user picked or typed, where the request has `number_matching`. */
  readonly number?: string;
}

/** What each decision answers. */
export interface DecisionAnswer {
  /** What became of it; only `accepted` and `repeated` mean that it stands. */
  readonly outcome: DecisionOutcome;
  /** With `mismatch`: how often a number may still be given; 0 where the request is denied now. */
  readonly attempts_left?: number;
}

/** The user's decisions and the host's. */
export interface Decisions {
  /**
   * Approves a request by its approval id, for the user who is signed in; with `scope` or `authorization_details` less is granted than was
   * requested. Final, and safe to repeat. `number` is what the user picked or typed, where the request has `number_matching`: a wrong pick denies,
   * and so does the third wrong one that is typed.
   *
   * @throws TypeError where `sub` is missing or the content is malformed; its `code` is `ERR_CIBA_WIDENING` where more is granted than was requested
   */
  approve(id: string, approval: UserApproval): Promise<DecisionAnswer>;
  /**
   * Refuses a request for the user who is signed in: its client hears `access_denied`.
   *
   * @throws TypeError where `sub` is missing
   */
  deny(id: string, by: DecidedBy): Promise<DecisionAnswer>;
  /**
   * Denies, and says that the user never asked for this: the client is not let near this user for `blockFor` seconds, whatever has become of
   * the request. The outcome is that of the denial.
   *
   * @throws TypeError where `sub` is missing
   */
  report(id: string, by: DecidedBy): Promise<DecisionAnswer>;
  /**
   * Ends a request that nobody can decide any more: its client hears `expired_token`, or by push `transaction_failed`. The reason is for the
   * audit event alone.
   *
   * @throws TypeError where `reason` is missing
   */
  fail(id: string, failure: { readonly reason: string }): Promise<DecisionAnswer>;
  /** Withdraws a request for the host; its client hears what it hears of a failed one. */
  cancel(id: string): Promise<DecisionAnswer>;
}

/** What decisions need. */
export interface DecisionContext {
  readonly store: CibaStore;
  /** Hears of requests whose client is to be told. */
  readonly decided: (selector: string) => void;
  readonly emit: Emit;
  /** Seconds for which a report holds. */
  readonly blockFor: number;
  readonly comparisons: Comparisons;
  readonly host: Pick<Host, 'getClient' | 'getUser' | 'revalidate'>;
}

/** Makes the decisions: final, idempotent, checked against the request's own user, never widening. */
export function decisions(context: DecisionContext): Decisions {
  const { store, emit, decided: tell } = context;
  const decide = async (id: string, decision: Decision, sub?: string): Promise<DecisionAnswer> => {
    const parsed = parseId(id);
    if (parsed === undefined) return { outcome: 'unknown' };
    const decided = await store.decide(parsed, decision, sub);
    if (decided.outcome !== 'accepted' && decided.outcome !== 'mismatch') return { outcome: decided.outcome };
    if (decided.notifies) tell(parsed.selector);
    const event = { selector: parsed.selector, client_id: decided.clientId, sub: decided.sub };
    if (decided.outcome === 'mismatch') return missed(decided.attemptsLeft, event, emit);
    announce(decision, event, emit);
    return { outcome: decided.outcome };
  };
  return {
    async approve(id, given) {
      const sub = requireSub(given);
      const content = approvalContent(given);
      const refused = await judged(id, sub, content, context);
      return refused ?? decide(id, { state: 'approved', content, ...givenNumber(given) }, sub);
    },
    deny: async (id, by) => decide(id, { state: 'denied', content: {} }, requireSub(by)),
    async report(id, by) {
      const sub = requireSub(by);
      const block = { state: 'denied', content: {}, block: context.blockFor } as const;
      const answer = await decide(id, block, sub);
      const reported = await reportOf(id, sub, answer, store);
      if (reported !== undefined) emit('reported', reported);
      return answer;
    },
    fail: async (id, failure) => decide(id, { state: 'failed', content: { reason: requireReason(failure) } }),
    cancel: async (id) => decide(id, { state: 'cancelled', content: {} }),
  };
}

/** Who was reported, where the request is one of this user's. */
async function reportOf(
  id: string,
  sub: string,
  { outcome }: DecisionAnswer,
  store: CibaStore,
): Promise<RequestEvent | undefined> {
  const parsed = parseId(id);
  if (parsed === undefined || outcome === 'unknown' || outcome === 'wrong_user') return undefined;
  const found = await store.get(parsed, sub);
  if (found.outcome !== 'found') return undefined;
  return { selector: parsed.selector, client_id: found.record.clientId, sub };
}

function requireReason(failure: { readonly reason: string } | undefined): string {
  if (typeof failure?.reason === 'string' && failure.reason !== '') return failure.reason;
  throw new TypeError('fail needs a reason: { reason: string }');
}

/** The last attempt denies, and is told as a denial too. */
function missed(attempts_left: number, event: RequestEvent, emit: Emit): DecisionAnswer {
  emit('mismatched', { ...event, attempts_left });
  if (attempts_left < 1) emit('denied', event);
  return { outcome: 'mismatch', attempts_left };
}

function announce(decision: Decision, event: RequestEvent, emit: Emit): void {
  if (decision.state === 'failed') emit('failed', { ...event, reason: decision.content.reason });
  else emit(decision.state, event);
}
