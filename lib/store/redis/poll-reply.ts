import type { Claim, PollOutcome } from '../../request/store.js';
import { decodeApproval, decodeFields, decodeRecord, type Fields } from './codec.js';

/** Maps the reply of POLL, asked with the mark of a claim, to the port's words; the codes are listed with the script. */
export function pollOutcome(
  { selector, mark }: Claim,
  [status, ...rest]: readonly [string, ...unknown[]],
): PollOutcome {
  switch (status) {
    case 'ready':
      return ready({ selector, mark }, decodeFields(rest[0] as string[]));
    case 'pending':
      return { status, interval: Number(rest[0]), left: Number(rest[1]) };
    case 'slow_down':
      return { status, interval: Number(rest[0]) };
    case 'redeemed':
      return { status, sub: rest[0] as string };
    case 'expired':
      return { status, first: Number(rest[0]) === 1, sub: rest[1] as string };
    case 'unknown':
    case 'claimed':
    case 'denied':
    case 'failed':
    case 'cancelled':
      return { status };
    default:
      throw new Error('the poll script answered with an unknown code');
  }
}

function ready(claim: Claim, fields: Fields): PollOutcome {
  return {
    status: 'ready',
    record: decodeRecord(claim.selector, fields),
    approval: decodeApproval(fields),
    claim,
  };
}
