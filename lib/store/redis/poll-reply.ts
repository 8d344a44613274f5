import type { PollOutcome } from '../../request/store.js';
import { decodeApproval, decodeFields, decodeRecord, type Fields } from './codec.js';

/** Maps the reply of POLL to the port's words; the codes are listed with the script. */
export function pollOutcome(
  selector: string,
  [status, ...rest]: readonly [string, ...unknown[]],
): PollOutcome {
  switch (status) {
    case 'ready':
      return ready(selector, Number(rest[0]), decodeFields(rest[1] as string[]));
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

function ready(selector: string, claim: number, fields: Fields): PollOutcome {
  return {
    status: 'ready',
    record: decodeRecord(selector, fields),
    approval: decodeApproval(fields),
    claim: { selector, number: claim },
  };
}
