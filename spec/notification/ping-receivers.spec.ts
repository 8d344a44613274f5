import { describe, expect, it } from '@jest/globals';
import { poll } from '../support/http-requests.js';
import { receiverCases } from '../support/receiver-cases.js';
import { type Tried, useTries } from '../support/receiver-tries.js';
import { storeCases } from '../support/stores.js';

const MOST_CALLS = 5;

/** The client called, so often and nowhere else, and its tokens wait for it. */
async function expectRedeemable({ receiver, host, client, authReqId }: Tried, calls: number): Promise<void> {
  expect(receiver.calls.map(({ path, body }) => path + body)).toEqual(
    Array.from({ length: calls }, () => `/cb{"auth_req_id":"${authReqId}"}`),
  );
  expect([host.grants, host.revoked]).toEqual([[], []]);
  expect((await poll(host, authReqId, { client })).status).toBe(200);
}

describe.each(storeCases)('a ping, over $name, that meets', (storeCase) => {
  const tried = useTries(storeCase);

  it.each(receiverCases.filter(({ ping }) => ping === 'told'))(
    '$name is told by one call',
    async (receiverCase) => {
      const it = await tried('ping', receiverCase);
      expect([it.attempts, it.dead]).toEqual([[['delivered', 1, undefined]], []]);
      await expectRedeemable(it, 1);
    },
  );

  it.each(receiverCases.filter(({ ping }) => ping === 'never'))(
    '$name is a dead letter after one attempt',
    async (receiverCase) => {
      const { reason, certified } = receiverCase;
      const it = await tried('ping', receiverCase);
      expect([it.attempts, it.dead]).toEqual([[['undeliverable', 1, reason]], [[1, reason]]]);
      expect(it.receiver.connections()).toBe(1);
      await expectRedeemable(it, certified ? 0 : 1);
    },
  );

  it.each(receiverCases.filter(({ ping }) => ping === 'again'))(
    '$name is a dead letter after five calls',
    async (receiverCase) => {
      const { reason } = receiverCase;
      const it = await tried('ping', receiverCase);
      const deferred = Array.from({ length: MOST_CALLS - 1 }, (_, i) => ['deliveryDeferred', i + 1, reason]);
      expect(it.attempts).toEqual([...deferred, ['undeliverable', MOST_CALLS, reason]]);
      expect(it.dead).toEqual([[MOST_CALLS, reason]]);
      await expectRedeemable(it, MOST_CALLS);
    },
  );
});
