import { BURST_MS, EARLY_TOLERANCE_MS, slowedDown } from '../../../lib/request/poll-rate.js';
import { between, canFollow, canPrecede, later, type Span } from './span.js';

/**
 * Where a request stands, as the checker models it: the rules of `lib/request/state-machine.ts` once more, over spans of time in place of
 * moments, since a log knows of each act only between which two moments it took place.
 */
export interface State {
  readonly created: boolean;
  readonly expires: Span;
  /** The decision that was taken: its state, and what it says beyond that. */
  readonly decision: string | undefined;
  readonly redeemed: boolean;
  readonly claim: Claim | undefined;
  /** Seconds. */
  readonly interval: number;
  /** When the last poll was counted. */
  readonly counted: Span | undefined;
}

interface Claim {
  /** The call that holds it. */
  readonly by: number;
  readonly until: Span;
}

/** A request that nobody has made yet. */
export const NOTHING: State = {
  created: false,
  expires: { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY },
  decision: undefined,
  redeemed: false,
  claim: undefined,
  interval: 0,
  counted: undefined,
};

/** The states that an act at some moment of `at` may lead to; none where it cannot have taken place. */
export type Act = (state: State, at: Span) => readonly State[];

/** A request comes to be; `lifetime` and `interval` in seconds. */
export function created(lifetime: number, interval: number, called: number): Act {
  return (state, at) =>
    // Its lifetime counts from receipt, which is never before the call.
    state.created
      ? []
      : [
          {
            ...NOTHING,
            created: true,
            interval,
            expires: later({ from: called, to: at.to }, lifetime * 1000),
          },
        ];
}

/** The word of a decision that stands for its state. */
export function stateOf(decision: string): string {
  return decision.split(':', 1)[0] ?? decision;
}

export function isPending(state: State, at: Span): boolean {
  return state.created && state.decision === undefined && canPrecede(at, state.expires);
}

/** Whether it is approved, and neither expired nor redeemed. */
export function isApproved(state: State, at: Span): boolean {
  const approved = state.decision !== undefined && stateOf(state.decision) === 'approved';
  return approved && !state.redeemed && canPrecede(at, state.expires);
}

/** A poll of a pending request: what it may come to. */
export function counting(
  state: State,
  at: Span,
): readonly { readonly tooFast: boolean; readonly next: State }[] {
  const { counted, interval } = state;
  if (counted === undefined) return [{ tooFast: false, next: { ...state, counted: at } }];
  const since = between(counted, at);
  const enough = interval * 1000 - EARLY_TOLERANCE_MS;
  const slowed = { ...state, counted: at, interval: slowedDown(interval) };
  return [
    ...(since.to >= enough ? [{ tooFast: false, next: { ...state, counted: at } }] : []),
    ...(since.from < enough && since.from <= BURST_MS ? [{ tooFast: true, next: state }] : []),
    ...(since.from < enough && since.to > BURST_MS ? [{ tooFast: true, next: slowed }] : []),
  ];
}

/** A poll takes the claim of an approval that nobody holds; `lease` in seconds. */
export function claiming(by: number, lease: number): Act {
  return (state, at) => {
    const free = state.claim === undefined || canFollow(at, state.claim.until);
    if (!isApproved(state, at) || !free) return [];
    return [{ ...state, claim: { by, until: later(at, lease * 1000) } }];
  };
}

/** Whoever holds the claim redeems, while the lease runs. */
export function committing(by: number): Act {
  return (state, at) => {
    const { claim, redeemed } = state;
    if (claim?.by !== by || redeemed || !canPrecede(at, claim.until)) return [];
    return [{ ...state, redeemed: true }];
  };
}

/** Whoever holds the claim gives it back. */
export function releasing(by: number): Act {
  return (state) => (state.claim?.by !== by || state.redeemed ? [] : [{ ...state, claim: undefined }]);
}

/** A decision is taken of a pending request. */
export function deciding(decision: string): Act {
  return (state, at) => (isPending(state, at) ? [{ ...state, decision }] : []);
}
