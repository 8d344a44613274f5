import type { Settings } from './entries.js';
import type { Call, History } from './history.js';
import {
  type Act,
  claiming,
  committing,
  counting,
  created,
  deciding,
  isApproved,
  isPending,
  releasing,
  stateOf,
} from './model.js';
import { canFollow, canPrecede, later, type Span } from './span.js';

/** One thing that a call has done to its request, or has seen of it, at one moment. */
export interface Point {
  /** When it can have been. */
  readonly window: Span;
  /** Whether it may not have been at all. */
  readonly optional: boolean;
  readonly act: Act;
}

/** What a call amounts to: these points, in this order. */
export interface Planned {
  readonly call: Call;
  readonly points: readonly Point[];
}

/** What one call must have done, or may have where nobody heard. */
export function planned(call: Call, history: History, settings: Settings): Planned {
  return { call, points: pointsOf(call, history, settings) };
}

function pointsOf(call: Call, history: History, settings: Settings): readonly Point[] {
  const { answer, calledAt, endedAt } = call;
  if (answer === undefined || answer.status >= 500) return unheard(call, settings);
  const window = { from: calledAt, to: endedAt ?? Number.POSITIVE_INFINITY };
  const one = (act: Act): readonly Point[] => [{ window, optional: false, act }];
  switch (call.op) {
    case 'request':
      return answer.status === 200
        ? one(created(answer.expiresIn ?? Number.NaN, answer.interval ?? settings.interval, calledAt))
        : [];
    case 'poll':
      return answer.status === 200 ? redeeming(call, history, settings) : one(polled(call, settings));
    case 'decide':
      return one(decided(call));
    case 'look':
      return one(seen(call, settings));
  }
}

/**
 * Nobody has heard what came of it: nothing, or anything that it can have come to. What is on its way when the connection ends may arrive
 * later, but not beyond the lease: the store's deadlines are shorter.
 */
function unheard(call: Call, { lease, interval }: Settings): readonly Point[] {
  const window = { from: call.calledAt, to: (call.endedAt ?? call.calledAt) + lease * 1000 };
  const maybe = (act: Act): Point => ({ window, optional: true, act });
  switch (call.op) {
    case 'request':
      return [maybe(created(Number.POSITIVE_INFINITY, interval, call.calledAt))];
    case 'poll':
      return [maybe(polledUnheard(call, lease)), maybe(endedUnheard(call))];
    case 'decide':
      return [maybe(deciding(call.decision ?? ''))];
    case 'look':
      return [];
  }
}

/** What the clock of a host may have cut off the moment at which it began to mint. */
const CLOCK_STEP_MS = 1;

/** Tokens were handed out: claimed before they were made, committed after. */
function redeeming(call: Call, { minted }: History, { lease }: Settings): readonly Point[] {
  const { calledAt, endedAt = Number.POSITIVE_INFINITY, answer } = call;
  const mint = minted.find(({ accessToken }) => accessToken === answer?.accessToken);
  return [
    {
      window: { from: calledAt, to: Math.min(endedAt, (mint?.from ?? endedAt) + CLOCK_STEP_MS) },
      optional: false,
      act: claiming(call.call, lease),
    },
    { window: { from: mint?.at ?? calledAt, to: endedAt }, optional: false, act: committing(call.call) },
  ];
}

/** What a poll was answered that got no tokens. CIBA Core 1.0 §11. */
function polled(call: Call, settings: Settings): Act {
  const { error, retryAfter } = call.answer ?? {};
  switch (error) {
    case 'authorization_pending':
      return (state, at) => [
        ...(isPending(state, at) ? counting(state, at) : [])
          .filter(({ tooFast, next }) => !tooFast && isRightPause(call, next.interval))
          .map(({ next }) => next),
        ...(isApproved(state, at) && isClaimed(state, at) && retryAfter === CLAIMED_RETRY_AFTER
          ? [state]
          : []),
      ];
    case 'slow_down':
      return (state, at) =>
        (isPending(state, at) ? counting(state, at) : [])
          .filter(({ tooFast, next }) => tooFast && retryAfter === next.interval)
          .map(({ next }) => next);
    case 'access_denied':
      return (state, at) => (state.decision === 'denied' && canPrecede(at, state.expires) ? [state] : []);
    case 'expired_token':
      return (state, at) => {
        const ended = ['failed', 'cancelled'].includes(stateOf(state.decision ?? ''));
        return state.created && !state.redeemed && (ended || canFollow(at, state.expires)) ? [state] : [];
      };
    case 'invalid_grant':
      return (state, at) => {
        const forgotten = canFollow(at, later(state.expires, settings.retention * 1000));
        return !state.created || state.redeemed || forgotten ? [state] : [];
      };
    default:
      return () => [];
  }
}

const CLAIMED_RETRY_AFTER = 1;

function isClaimed({ claim }: Parameters<Act>[0], at: Span): boolean {
  return claim !== undefined && canPrecede(at, claim.until);
}

/** The time that the poll took counts against the interval. */
function isRightPause({ answer, calledAt, endedAt = calledAt }: Call, interval: number): boolean {
  const pause = answer?.retryAfter ?? Number.NaN;
  return pause <= interval && pause >= Math.floor(interval - (endedAt - calledAt) / 1000);
}

function polledUnheard(call: Call, lease: number): Act {
  return (state, at) => [
    ...(isPending(state, at) ? counting(state, at).map(({ next }) => next) : []),
    ...claiming(call.call, lease)(state, at),
  ];
}

function endedUnheard(call: Call): Act {
  return (state, at) => [...releasing(call.call)(state, at), ...committing(call.call)(state, at)];
}

/** What a decision was answered; judged in the order unknown, expired, state. */
function decided({ decision = '', answer }: Call): Act {
  switch (answer?.outcome) {
    case 'accepted':
      return deciding(decision);
    case 'repeated':
      return (state, at) => (state.decision === decision && canPrecede(at, state.expires) ? [state] : []);
    case 'conflict':
      return (state, at) => {
        const other = state.decision !== undefined && state.decision !== decision;
        return other && canPrecede(at, state.expires) ? [state] : [];
      };
    case 'expired':
      return (state, at) => (state.created && canFollow(at, state.expires) ? [state] : []);
    case 'unknown':
      return (state) => (state.created ? [] : [state]);
    default:
      return () => [];
  }
}

/** What the approval page showed. */
function seen({ answer }: Call, { retention }: Settings): Act {
  return (state, at) => {
    switch (answer?.state) {
      case 'unknown':
        return !state.created || canFollow(at, later(state.expires, retention * 1000)) ? [state] : [];
      case 'redeemed':
        return state.redeemed ? [state] : [];
      case 'expired':
        return state.created && !state.redeemed && canFollow(at, state.expires) ? [state] : [];
      case 'pending':
        return isPending(state, at) ? [state] : [];
      default: {
        const stands = state.decision !== undefined && stateOf(state.decision) === answer?.state;
        return stands && !state.redeemed && canPrecede(at, state.expires) ? [state] : [];
      }
    }
  };
}
