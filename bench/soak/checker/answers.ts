import type { Answer, Op } from './entries.js';
import type { Call } from './history.js';

const REQUEST_MEMBERS = 'auth_req_id,expires_in,interval';
const ERROR_MEMBERS = 'error,error_description';
const POLL_ERRORS = ['authorization_pending', 'slow_down', 'access_denied', 'expired_token', 'invalid_grant'];
const STATES = ['pending', 'approved', 'denied', 'failed', 'cancelled', 'redeemed', 'expired', 'unknown'];
const OUTCOMES = ['accepted', 'repeated', 'conflict', 'expired', 'unknown'];

/** What each call of the soak may be answered with, faults of the store included. CIBA Core 1.0 §7.3, §10.1.1, §11, RFC 6749 §5.2. */
const RIGHT: Readonly<Record<Op, (answer: Answer) => boolean>> = {
  request: (answer) => isAcknowledgement(answer) || isBusy(answer),
  poll: (answer) => hasTokens(answer) || isPollError(answer) || isBusy(answer),
  decide: ({ status, outcome = '' }) => (status === 200 ? OUTCOMES.includes(outcome) : status === 503),
  look: ({ status, state = '' }) => (status === 200 ? STATES.includes(state) : status === 503),
};

/** Why a call's answer is none that the specs know; undefined where it is one, or there is none. */
export function wrongAnswer({ op, answer }: Call): string | undefined {
  if (answer === undefined || RIGHT[op](answer)) return undefined;
  return `${op} was answered ${JSON.stringify(answer)}`;
}

function isAcknowledgement({ status, members, authReqId, expiresIn = 0, interval = 0 }: Answer): boolean {
  const whole = [expiresIn, interval].every((seconds) => Number.isInteger(seconds) && seconds > 0);
  return status === 200 && members.join() === REQUEST_MEMBERS && authReqId !== undefined && whole;
}

function hasTokens({ status, members, accessToken }: Answer): boolean {
  const named = ['access_token', 'id_token', 'token_type'].every((name) => members.includes(name));
  return status === 200 && named && accessToken !== undefined;
}

function isPollError({ status, members, error = '' }: Answer): boolean {
  return status === 400 && members.join() === ERROR_MEMBERS && POLL_ERRORS.includes(error);
}

function isBusy({ status, members, error, retryAfter = 0 }: Answer): boolean {
  const says = error === 'temporarily_unavailable' && members.join() === ERROR_MEMBERS;
  return status === 503 && says && retryAfter >= 1;
}
