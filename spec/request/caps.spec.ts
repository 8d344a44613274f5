import fc from 'fast-check';
import { judgeCaps, type PendingCaps, type PendingEntry } from '../../lib/request/caps.js';

const NOW = 1_000_000;
const of = (clientId: string, seconds = 60): PendingEntry => ({ clientId, expiresAt: NOW + seconds * 1000 });
const caps = (pendingPerUser: number | false, pendingPerClientAndUser: number | false): PendingCaps => ({
  pendingPerUser,
  pendingPerClientAndUser,
});
const judge = (limits: PendingCaps, pending: readonly PendingEntry[]) => judgeCaps(limits, pending, 'a', NOW);

describe('caps', () => {
  it.each<[string, PendingCaps, PendingEntry[]]>([
    ['nothing is pending', caps(1, 1), []],
    ['both caps are off', caps(false, false), Array(100).fill(of('a'))],
    ['the client has one slot left', caps(false, 3), [of('a'), of('a')]],
    ['others fill their own share', caps(false, 1), [of('b'), of('c')]],
    ['a slot beyond the last is free', caps(4, false), [of('a'), of('a')]],
    ['the last slot is free and the client has none pending', caps(3, false), [of('b'), of('b')]],
  ])('let a request pass when %s', (_when, limits, pending) => {
    expect(judge(limits, pending)).toBeUndefined();
  });

  it.each<[string, PendingCaps, PendingEntry[], keyof PendingCaps]>([
    ['the client has used its share', caps(false, 2), [of('a'), of('a')], 'pendingPerClientAndUser'],
    ['all slots are taken by others', caps(2, false), [of('b'), of('c')], 'pendingPerUser'],
    [
      'only the last slot is free and the client has one pending',
      caps(2, false),
      [of('a')],
      'pendingPerUser',
    ],
    ['both caps would refuse', caps(1, 1), [of('a')], 'pendingPerClientAndUser'],
  ])('refuse a request when %s', (_when, limits, pending, cap) => {
    expect(judge(limits, pending)).toStrictEqual({ cap, retryAfter: 60 });
  });

  it('count for the client’s cap only its own expiries', () => {
    const pending = [of('b', 5), of('a', 40), of('a', 30)];
    expect(judge(caps(false, 2), pending)).toStrictEqual({ cap: 'pendingPerClientAndUser', retryAfter: 30 });
  });

  it('count for the user’s cap every expiry', () => {
    const pending = [of('a', 40), of('b', 5)];
    expect(judge(caps(2, false), pending)).toStrictEqual({ cap: 'pendingPerUser', retryAfter: 5 });
  });

  it.each([
    [1, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [59_001, 60],
  ])('round %i ms up to %i s', (left, retryAfter) => {
    const pending = [{ clientId: 'a', expiresAt: NOW + left }];
    expect(judge(caps(false, 1), pending)).toStrictEqual({ cap: 'pendingPerClientAndUser', retryAfter });
  });

  it('never let one client shut out another, however the requests come', () => {
    const clients = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
    fc.assert(
      fc.property(clients, fc.integer({ min: 1, max: 6 }), (sequence, limit) => {
        const pending: PendingEntry[] = [];
        for (const clientId of sequence) {
          if (judgeCaps(caps(limit, false), pending, clientId, NOW) === undefined) pending.push(of(clientId));
        }
        expect(pending.length).toBeLessThanOrEqual(limit);
        const several = new Set(pending.map(({ clientId }) => clientId)).size < pending.length;
        if (new Set(pending.map(({ clientId }) => clientId)).size === 1 && several) {
          expect(judgeCaps(caps(limit, false), pending, 'newcomer', NOW)).toBeUndefined();
        }
      }),
    );
  });
});
