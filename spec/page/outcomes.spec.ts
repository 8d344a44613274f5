import type { DeviceRequest } from '../../lib/device/index.js';
import { consequenceOf, endingOf } from '../../lib/page/app/outcomes.js';
import type { ApprovalRequest, Decision } from '../../lib/page/app/request.js';
import type { Card } from '../../lib/page/app/state.js';

const card = (tried?: Decision): Card => ({
  request: { id: 'a' } as ApprovalRequest,
  endsAt: 100_000,
  isListed: false,
  isWarned: false,
  tried,
});
const inState = (state: string): ApprovalRequest => ({ state }) as ApprovalRequest;

describe('what an answer means', () => {
  it.each([
    ['approve', 'accepted', { ending: 'approved' }],
    ['approve', 'repeated', { ending: 'approved' }],
    ['deny', 'accepted', { ending: 'denied' }],
    ['report', 'accepted', { ending: 'reported' }],
    ['report', 'conflict', 'look'],
    ['report', 'expired', { ending: 'reported' }],
    ['report', 'unknown', { ending: 'noLongerOpen' }],
    ['approve', 'refused', { trouble: 'refused' }],
    ['approve', 'expired', { ending: 'tooLate' }],
    ['approve', 'unknown', { ending: 'noLongerOpen' }],
    ['approve', 'step_up', { trouble: 'stepUp' }],
    ['approve', 'number_needed', { trouble: 'wantsNumber' }],
    ['approve', 'conflict', 'look'],
    ['deny', 'conflict', 'look'],
    ['approve', 'toString', { trouble: 'failed' }],
  ] as const)('to %s, %s', (decision, outcome, meaning) => {
    expect(consequenceOf(decision, { status: 400, outcome })).toEqual(meaning);
  });

  it.each([
    [2, { trouble: 'wrongNumber', attemptsLeft: 2 }],
    [0, { ending: 'deniedByNumber' }],
  ])('to a wrong number with %d attempts left', (attempts_left, meaning) => {
    expect(consequenceOf('approve', { status: 403, outcome: 'mismatch', attempts_left })).toEqual(meaning);
  });

  it.each([
    [401, 'signedOut'],
    [400, { trouble: 'failed' }],
    [500, { trouble: 'failed' }],
    [502, { trouble: 'uncertain' }],
    [503, { trouble: 'uncertain' }],
  ])('to anything by a status of %d', (status, meaning) => {
    expect(consequenceOf('approve', { status })).toEqual(meaning);
  });
});

describe('what became of a request that is not listed any more', () => {
  it.each([
    ['approved', undefined, 'approvedElsewhere'],
    ['redeemed', undefined, 'approvedElsewhere'],
    ['approved', 'approve', 'approved'],
    ['redeemed', 'approve', 'approved'],
    ['approved', 'deny', 'approvedElsewhere'],
    ['denied', undefined, 'deniedElsewhere'],
    ['denied', 'deny', 'denied'],
    ['denied', 'report', 'reported'],
    ['denied', 'approve', 'deniedElsewhere'],
    ['cancelled', undefined, 'withdrawn'],
    ['expired', undefined, 'tooLate'],
    ['failed', undefined, 'noLongerOpen'],
    ['something new', undefined, 'noLongerOpen'],
    ['pending', undefined, undefined],
  ] as const)('%s, after %s was tried', (state, tried, ending) => {
    expect(endingOf(card(tried), inState(state), 0)).toBe(ending);
  });

  it.each([
    ['approved', 'reportedApproved'],
    ['redeemed', 'reportedApproved'],
    ['denied', 'reported'],
    ['cancelled', 'reported'],
    ['failed', 'reported'],
    ['pending', undefined],
  ] as const)('%s, while it is reported', (state, ending) => {
    expect(endingOf({ ...card(), sending: 'report' }, inState(state), 0)).toBe(ending);
  });

  it.each([
    [97_999, 'noLongerOpen'],
    [98_000, 'tooLate'],
  ])('forgotten at %d ms of 100,000', (now, ending) => {
    expect(endingOf(card(), undefined, now)).toBe(ending);
  });
});

it('a request of the device API is one of the page', () => {
  type Shared = Omit<ApprovalRequest, 'authorization_details' | 'claims'>;
  const shown = (request: DeviceRequest): Shared => request;
  expect(shown({ id: 'a' } as DeviceRequest)).toEqual({ id: 'a' });
});
