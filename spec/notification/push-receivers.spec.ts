import { describe, expect, it } from '@jest/globals';
import { receiverCases } from '../support/receiver-cases.js';
import { type Tried, useTries } from '../support/receiver-tries.js';
import { storeCases } from '../support/stores.js';

/** Seconds that a request lives: calls are made after 0, 1, 3, 7 and 15 s, and none after 31. */
const LIFETIME = 20;

/** One set of tokens was minted, and each call, made nowhere else, brought that very set. */
function expectOneSet({ receiver, host, authReqId }: Tried, calls: number): void {
  expect(receiver.calls.map(({ path }) => path)).toEqual(Array.from({ length: calls }, () => '/cb'));
  expect([host.grants.length, new Set(receiver.calls.map(({ body }) => body)).size]).toEqual([
    1,
    Math.min(calls, 1),
  ]);
  for (const { body } of receiver.calls)
    expect(JSON.parse(body)).toMatchObject({ auth_req_id: authReqId, access_token: 'access-1' });
}

/** Those tokens, and no others, were revoked. */
function expectRevoked({ host, receiver }: Tried): void {
  const [{ body } = { body: '{"access_token":"access-1"}' }] = receiver.calls;
  expect(host.revoked).toMatchObject([JSON.parse(body)]);
}

describe.each(storeCases)('a push, over $name, that meets', (storeCase) => {
  const tried = useTries(storeCase);

  it.each(receiverCases.filter(({ push }) => push === 'told'))(
    '$name is told by one call',
    async (receiverCase) => {
      const it = await tried('push', receiverCase, LIFETIME);
      expect([it.attempts, it.dead, it.host.revoked]).toEqual([[['delivered', 1, undefined]], [], []]);
      expectOneSet(it, 1);
    },
  );

  it.each(receiverCases.filter(({ push }) => push === 'never'))(
    '$name is a dead letter after one attempt, its tokens revoked',
    async (receiverCase) => {
      const { reason, certified } = receiverCase;
      const it = await tried('push', receiverCase, LIFETIME);
      expect([it.attempts, it.dead]).toEqual([[['undeliverable', 1, reason]], [[1, reason]]]);
      expect(it.receiver.connections()).toBe(1);
      expectOneSet(it, certified ? 0 : 1);
      expectRevoked(it);
    },
  );

  it.each(receiverCases.filter(({ push }) => push === 'again'))(
    '$name is tried until the request expires, then its tokens are revoked',
    async (receiverCase) => {
      const { reason, retryAfter } = receiverCase;
      const calls = retryAfter === undefined ? 5 : 1;
      const it = await tried('push', receiverCase, LIFETIME);
      const deferred = Array.from({ length: calls }, (_, i) => ['deliveryDeferred', i + 1, reason]);
      expect(it.attempts).toEqual([...deferred, ['undeliverable', calls, 'expired']]);
      expect(it.dead).toEqual([[calls, 'expired']]);
      expectOneSet(it, calls);
      expectRevoked(it);
    },
  );
});
