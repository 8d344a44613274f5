import { canonicalJson } from './canonical-json.js';
import { judgePollRate, type PollCounters } from './poll-rate.js';
import type { ApprovalContent, Decision, RequestRecord, RequestState } from './record.js';
import type { Claim, DecideOutcome, PollOutcome } from './store.js';

/** A request with everything that has happened to it: the value that the transitions below map to the next one. */
export interface StoredRequest {
  readonly record: RequestRecord;
  readonly decision?: Decision & { readonly decidedAt: number };
  /** The latest claim; `until` (milliseconds since the epoch) is 0 once it was given back. */
  readonly claim?: { readonly number: number; readonly until: number };
  readonly redeemed?: true;
  /** Set by the first poll that finds a live request expired. */
  readonly expiryNoticed?: true;
  readonly polls: PollCounters;
}

/** An answer together with the request as it stands afterwards. */
export interface Step<Answer> {
  readonly answer: Answer;
  readonly next: StoredRequest;
}

/** A request that nothing has happened to yet. */
export function newlyStored(record: RequestRecord): StoredRequest {
  return { record, polls: { interval: record.interval } };
}

/** Where a request stands at `now`. A redeemed one stays redeemed; anything else ends by the clock. */
export function stateAt(request: StoredRequest, now: number): RequestState {
  if (request.redeemed) return 'redeemed';
  if (now >= request.record.expiresAt) return 'expired';
  return request.decision?.state ?? 'pending';
}

/** A poll by the right client with the right secret: terminal states first, then the claim, then the rate. */
export function poll(request: StoredRequest, lease: number, now: number): Step<PollOutcome> {
  const state = stateAt(request, now);
  const { sub } = request.record;
  switch (state) {
    case 'redeemed':
      return { answer: { status: 'redeemed', sub }, next: request };
    case 'expired':
      return pollExpired(request);
    case 'approved':
      return takeClaim(request, lease, now);
    case 'pending':
      return pollPending(request, now);
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

function takeClaim(request: StoredRequest, lease: number, now: number): Step<PollOutcome> {
  const { record, decision, claim } = request;
  if (claim !== undefined && now < claim.until) return { answer: { status: 'claimed' }, next: request };
  const taken = { number: (claim?.number ?? 0) + 1, until: now + lease * 1000 };
  const approval = { ...(decision?.content as ApprovalContent), decidedAt: decision?.decidedAt ?? now };
  const token: Claim = { selector: record.selector, number: taken.number };
  return { answer: { status: 'ready', record, approval, claim: token }, next: { ...request, claim: taken } };
}

function pollPending(request: StoredRequest, now: number): Step<PollOutcome> {
  const { tooFast, counters } = judgePollRate(request.polls, now);
  const answer = { status: tooFast ? 'slow_down' : 'pending', interval: counters.interval } as const;
  return { answer, next: { ...request, polls: counters } };
}

/** Redeems under a claim. The same claim again is committed again; a superseded, returned or overdue one is lost. */
export function commit(request: StoredRequest, claim: Claim, now: number): Step<'committed' | 'lost'> {
  if (request.claim?.number !== claim.number) return { answer: 'lost', next: request };
  if (request.redeemed) return { answer: 'committed', next: request };
  if (now >= request.claim.until) return { answer: 'lost', next: request };
  return { answer: 'committed', next: { ...request, redeemed: true } };
}

/** Gives a claim back; nothing changes if it is no longer held. */
export function release(request: StoredRequest, claim: Claim): StoredRequest {
  if (request.redeemed || request.claim?.number !== claim.number) return request;
  return { ...request, claim: { number: claim.number, until: 0 } };
}

/** Decides: wrong_user, expired, state. A decision is final; the same one again is repeated. */
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
    return {
      answer: { outcome: sameDecision(request.decision, decision) ? 'repeated' : 'conflict' },
      next: request,
    };
  }
  const answer = { outcome: 'accepted', clientId: record.clientId, sub: record.sub } as const;
  return { answer, next: { ...request, decision: { ...decision, decidedAt: now } } };
}

function sameDecision(taken: Decision, asked: Decision): boolean {
  return taken.state === asked.state && canonicalJson(taken.content) === canonicalJson(asked.content);
}
