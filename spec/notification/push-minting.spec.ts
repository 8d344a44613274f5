import { describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '../../lib/adapter.js';
import { expectLogged } from '../support/http-answers.js';
import { startToldApproved } from '../support/receiver-host.js';
import { answering } from '../support/receiver-reactions.js';
import { noContent } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const tokens: TokenResponse = { access_token: 'at', token_type: 'Bearer' };

describe.each(storeCases)('tokens that are pushed, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('are minted once, and the same are sent until the client has them', async () => {
    const { receiver, client, host } = await settingOf('push');
    receiver.react(answering(500), answering(503), noContent);
    await startToldApproved(host, client);
    await host.rest();
    for (const pause of [1000, 2000, 4000]) await host.pass(pause);
    const bodies = receiver.calls.map(({ body }) => body);
    expect([bodies.length, new Set(bodies).size]).toEqual([3, 1]);
    expect([host.grants.length, host.revoked]).toEqual([1, []]);
    expect(host.told.at(-1)).toMatchObject(['delivered', { attempts: 3 }]);
  });

  it('are minted again after a fault, and the client is called once there are some', async () => {
    let asked = 0;
    const { receiver, client, host } = await settingOf('push', {
      adapter: {
        issueTokens: () => {
          asked += 1;
          if (asked < 3) throw new Error('the token service is down');
          return tokens;
        },
      },
    });
    await startToldApproved(host, client);
    await host.rest();
    expect(receiver.connections()).toBe(0);
    await host.pass(1000);
    await host.pass(1000);
    expect(receiver.calls.map(({ body }) => JSON.parse(body))).toMatchObject([{ access_token: 'at' }]);
    expect([asked, host.revoked]).toEqual([3, []]);
    expect(host.told).toMatchObject([
      ['deliveryDeferred', { attempts: 0, reason: 'mint' }],
      ['deliveryDeferred', { attempts: 0, reason: 'mint' }],
      ['delivered', { attempts: 1 }],
    ]);
  });

  it.each<[string, object, string]>([
    ['tokens that are none', { issueTokens: () => ({ token_type: 'Bearer' }) }, 'must return access_token'],
    [
      'a scope that was not granted',
      { issueTokens: () => ({ ...tokens, scope: 'admin' }) },
      'was not granted',
    ],
    ['a user who is gone', { getUser: () => undefined }, 'invalid_grant'],
  ])(
    'are not to be had of %s: the client is told that the transaction failed',
    async (_what, adapter, logged) => {
      const { receiver, client, host } = await settingOf('push', { adapter });
      const { authReqId } = await startToldApproved(host, client);
      await receiver.called(1);
      await host.rest();
      expect(receiver.calls[0]?.body).toBe(`{"auth_req_id":"${authReqId}","error":"transaction_failed"}`);
      expectLogged(host, logged);
      await host.pass(60_000);
      expect(receiver.calls).toHaveLength(1);
    },
  );

  it('are revoked once and the client is not called again, though revoking fails', async () => {
    let revoked = 0;
    const { receiver, client, host } = await settingOf('push', {
      adapter: {
        revokeTokens: () => {
          revoked += 1;
          throw new Error('the token service is down');
        },
      },
    });
    receiver.react(answering(400));
    await startToldApproved(host, client);
    await host.rest();
    for (let round = 0; round < 3; round++) await host.pass(60_000);
    expect(receiver.calls).toHaveLength(1);
    expect(host.told).toMatchObject([['undeliverable', { reason: 'status_400', attempts: 1 }]]);
    expectLogged(host, 'the token service is down');
    expect(revoked).toBeGreaterThan(0);
  });

  it('are revoked where the client is gone before they could be sent', async () => {
    const { receiver, client, host } = await settingOf('push');
    receiver.react(answering(503));
    await startToldApproved(host, client);
    await host.rest();
    host.clients.splice(host.clients.indexOf(client), 1);
    await host.pass(1000);
    expect(host.revoked).toMatchObject([{ access_token: 'access-1' }]);
    expect([receiver.calls.length, host.grants.length]).toEqual([1, 1]);
  });
});
