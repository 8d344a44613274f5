import type { JsonAnswer } from '../http/handler.js';
import { errorAnswer } from '../http/refusal.js';
import type { PollOutcome } from '../request/store.js';

/** Seconds after which a poll may look again while another one mints. */
const CLAIMED_RETRY_AFTER = 1;

/**
 * The answer to a poll that gets no tokens. CIBA Core 1.0 §11; a failure on our side reads as expiry.
 *
 * The time for which a poll was held counts against the interval: `held` in seconds. Most polls end here, so the answer is a value: throwing would record a stack for each.
 */
export function pollAnswer(outcome: Exclude<PollOutcome, { status: 'ready' }>, held = 0): JsonAnswer {
  switch (outcome.status) {
    case 'unknown':
    case 'redeemed':
      return errorAnswer('invalid_grant', 'token');
    case 'expired':
    case 'failed':
    case 'cancelled':
      return errorAnswer('expired_token', 'token');
    case 'denied':
      return errorAnswer('access_denied', 'token');
    case 'claimed':
      return errorAnswer('authorization_pending', 'token', CLAIMED_RETRY_AFTER);
    case 'pending':
      return errorAnswer('authorization_pending', 'token', outcome.interval - held);
    case 'slow_down':
      return errorAnswer('slow_down', 'token', outcome.interval);
    default:
      throw new Error('the store answered a poll with something unknown');
  }
}
