import { canonicalJson } from './canonical-json.js';
import { isUnannounced, withDelivery, withoutDelivery } from './delivery.js';
import { demandsAcr } from './demands.js';
import { judgeNumber, type NumberMatching } from './number-matching.js';
import { judgePollRate } from './poll-rate.js';
import { type ApprovalContent, type Decision, numberOf, type RequestRecord } from './record.js';
import { stateAt } from './state-at.js';
import type { Claim, DecideOutcome, PollOutcome, PollQuestion } from './store.js';
import type { DeliveryState, Step, StoredRequest } from './stored-request.js';

/** Who takes something, by the mark of the call, and for how many seconds. */
export interface Taking {
  readonly mark: string;
  readonly lease: number;
}

/** A request that nothing has happened to yet. */
export function newlyStored(
  record: RequestRecord,
  tellableFrom = 0,
  delivery?: DeliveryState,
): StoredRequest {
  const stored = { record, polls: { interval: record.interval }, tellableFrom };
  return delivery === undefined ? stored : { ...stored, delivery };
}

/** For push, where nobody polls: takes the claim of an approval. Anything else is answered as a poll would be, and counts nothing. */
export function claim(request: StoredRequest, taking: Taking, now: number): Step<PollOutcome> {
  const state = stateAt(request, now);
  if (state === 'approved') return takeClaim(request, taking, now);
  const { sub } = request.record;
  if (state === 'expired') return { answer: { status: 'expired', first: false, sub }, next: request };
  if (state === 'redeemed') return { answer: { status: 'redeemed', sub }, next: request };
  return { answer: state === 'pending' ? stillPending(request, now) : { status: state }, next: request };
}

/** A poll by the right client with the right secret: terminal states first, then the claim, then the rate. */
export function poll(
  request: StoredRequest,
  { recheck, ...taking }: Taking & Pick<PollQuestion, 'recheck'>,
  now: number,
): Step<PollOutcome> {
  const state = stateAt(request, now);
  const { sub } = request.record;
  switch (state) {
    case 'redeemed':
      return { answer: { status: 'redeemed', sub }, next: request };
    case 'expired':
      return pollExpired(request);
    case 'approved':
      return takeClaim(request, taking, now);
    case 'pending':
      return recheck ? { answer: stillPending(request, now), next: request } : pollPending(request, now);
    default:
      return { answer: { status: state }, next: request };
  }
}

function pollExpired(request: StoredRequest): Step<PollOutcome> {
  const live = request.decision === undefined || request.decision.state === 'approved';
  const first = live && request.expiryNoticed !== true;
  const answer = { status: 'expired', first, sub: request.record.sub } as const;
  return { answer, next: first ? { ...request, expiryNoticed: true } : request };
}

function takeClaim(request: StoredRequest, { lease, mark }: Taking, now: number): Step<PollOutcome> {
  const { record, decision, claim } = request;
  if (claim !== undefined && now < claim.until) return { answer: { status: 'claimed' }, next: request };
  const taken = { mark, until: now + lease * 1000 };
  const approval = { ...(decision?.content as ApprovalContent), decidedAt: decision?.decidedAt ?? now };
  const token: Claim = { selector: record.selector, mark };
  return { answer: { status: 'ready', record, approval, claim: token }, next: { ...request, claim: taken } };
}

function pollPending(request: StoredRequest, now: number): Step<PollOutcome> {
  const { tooFast, counters } = judgePollRate(request.polls, now);
  const next = { ...request, polls: counters };
  const { interval } = counters;
  return { answer: tooFast ? { status: 'slow_down', interval } : stillPending(next, now), next };
}

function stillPending({ record, polls }: StoredRequest, now: number): PollOutcome {
  return { status: 'pending', interval: polls.interval, left: record.expiresAt - now };
}

/** Redeems under a claim. The same claim again is committed again; a superseded, returned or overdue one is lost. */
export function commit(
  request: StoredRequest,
  claim: Claim,
  now: number,
  payload?: string,
): Step<'committed' | 'lost'> {
  if (request.claim?.mark !== claim.mark) return { answer: 'lost', next: request };
  if (request.redeemed) return { answer: 'committed', next: request };
  if (now >= request.claim.until) return { answer: 'lost', next: request };
  const kept = payload !== undefined && { payload };
  return { answer: 'committed', next: { ...request, redeemed: true, ...kept } };
}

/** Gives a claim back; nothing changes if it is no longer held. */
export function release(request: StoredRequest, claim: Claim): StoredRequest {
  if (request.redeemed || request.claim?.mark !== claim.mark) return request;
  const { claim: _returned, ...released } = request;
  return released;
}

/** Decides: wrong_user, expired, state, step_up, the number. A decision is final; the same one again is repeated. */
export function decide(
  request: StoredRequest,
  decision: Decision,
  by: string | undefined,
  now: number,
): Step<DecideOutcome> {
  const { record } = request;
  if (by !== undefined && by !== record.sub) return { answer: { outcome: 'wrong_user' }, next: request };
  if (now >= record.expiresAt) return { answer: { outcome: 'expired' }, next: request };
  if (request.decision !== undefined) {
    const outcome = sameDecision(request.decision, decision) ? 'repeated' : 'conflict';
    return { answer: { outcome }, next: isUnannounced(decision) ? withoutDelivery(request) : request };
  }
  if (decision.state === 'approved' && decision.content.acr === undefined && demandsAcr(record))
    return { answer: { outcome: 'step_up' }, next: request };
  const { clientId, sub, numberMatching } = record;
  if (decision.state === 'approved' && numberMatching !== undefined) {
    const against = judgeNumber(numberMatching, numberOf(decision));
    if (against === 'number_needed') return { answer: { outcome: against }, next: request };
    if (against === 'mismatch') return mismatched(request, numberMatching, now);
  }
  const next = decided(request, decision, now);
  return { answer: { outcome: 'accepted', clientId, sub, notifies: next.delivery !== undefined }, next };
}

function decided(request: StoredRequest, decision: Decision, now: number): StoredRequest {
  return withDelivery({ ...request, decision: { ...decision, decidedAt: now } }, decision, now);
}

/** A wrong number costs an attempt, and the last one denies. */
function mismatched(request: StoredRequest, matching: NumberMatching, now: number): Step<DecideOutcome> {
  const attemptsLeft = matching.attemptsLeft - 1;
  const record = { ...request.record, numberMatching: { ...matching, attemptsLeft } };
  const counted = { ...request, record };
  const isOver = attemptsLeft < 1;
  const next = isOver ? decided(counted, { state: 'denied', content: {} }, now) : counted;
  const { clientId, sub } = record;
  const notifies = isOver && next.delivery !== undefined;
  return { answer: { outcome: 'mismatch', clientId, sub, attemptsLeft, notifies }, next };
}

function sameDecision(taken: Decision, asked: Decision): boolean {
  return taken.state === asked.state && canonicalJson(taken.content) === canonicalJson(asked.content);
}
