import { CibaError } from '../errors.js';
import type { PollOutcome } from '../request/store.js';

/** Seconds after which a poll may look again while another one mints. */
const CLAIMED_RETRY_AFTER = 1;

/** The refusal that a poll's outcome is answered with. CIBA Core 1.0 §11; a failure on our side reads as expiry. */
export function pollRefusal(outcome: Exclude<PollOutcome, { status: 'ready' }>): CibaError {
  switch (outcome.status) {
    case 'unknown':
    case 'redeemed':
      return new CibaError('invalid_grant');
    case 'expired':
      return new CibaError('expired_token');
    case 'failed':
    case 'cancelled':
      return new CibaError('expired_token', 'The request has ended.');
    case 'denied':
      return new CibaError('access_denied');
    case 'claimed':
      return new CibaError('authorization_pending', undefined, { retryAfter: CLAIMED_RETRY_AFTER });
    case 'pending':
      return new CibaError('authorization_pending', undefined, { retryAfter: outcome.interval });
    case 'slow_down':
      return new CibaError('slow_down', undefined, { retryAfter: outcome.interval });
  }
}
