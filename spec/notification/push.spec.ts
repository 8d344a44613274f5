import { describe, expect, it } from '@jest/globals';
import { startTold, startToldApproved, TOKEN } from '../support/receiver-host.js';
import { outcomes } from '../support/receiver-outcomes.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const refusals = outcomes.filter(({ pushed }) => pushed !== undefined);

describe.each(storeCases)('a push, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('brings the tokens of an approval and the id of the request', async () => {
    const { receiver, client, host } = await settingOf('push');
    const { authReqId } = await startToldApproved(host, client, { scope: 'openid phone' });
    await receiver.called(1);
    const { method, path, headers, body } = receiver.calls[0]!;
    expect({ method, path }).toEqual({ method: 'POST', path: '/cb' });
    expect(JSON.parse(body)).toEqual({
      auth_req_id: authReqId,
      access_token: 'access-1',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'openid phone',
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    expect(headers).toEqual({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
      host: new URL(receiver.endpoint).host,
      'user-agent': 'express-ciba',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    });
  });

  it.each(refusals)('names the error after $name and brings no tokens', async ({ decide, pushed }) => {
    const { receiver, client, host } = await settingOf('push');
    const { authReqId, id } = await startTold(host, client);
    await decide(host, id);
    await receiver.called(1);
    expect(receiver.calls[0]?.body).toBe(`{"auth_req_id":"${authReqId}","error":"${pushed}"}`);
    expect(host.grants).toEqual([]);
  });

  it('is granted what was approved, to its client and user', async () => {
    const { receiver, client, host } = await settingOf('push');
    const { authReqId, id } = await startTold(host, client, { scope: 'openid phone' });
    const approval = { scope: ['openid'], acr: 'urn:high', amr: ['face'], auth_time: 1_700_000_000 };
    await host.ciba.approve(id, { sub: 'alice', ...approval });
    await receiver.called(1);
    const user = { sub: 'alice' };
    const grant = { client, user, sub: 'alice', auth_req_id: authReqId, deliveryMode: 'push' };
    expect(host.grants).toEqual([{ ...grant, ...approval }]);
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ scope: 'openid' });
  });

  it('is made once, and nothing is left to be told', async () => {
    const { receiver, client, host } = await settingOf('push');
    const { id } = await startToldApproved(host, client);
    await receiver.called(1);
    await host.rest();
    await host.pass(60_000);
    expect([receiver.calls.length, host.grants.length, host.revoked]).toEqual([1, 1, []]);
    const [selector] = id.split('.');
    const event = { selector, client_id: 'push-till', sub: 'alice', delivery_mode: 'push', attempts: 1 };
    expect(host.told).toEqual([['delivered', event]]);
    expect(await host.ciba.deadLetters()).toEqual([]);
  });

  it('is not made of a request that expires undecided', async () => {
    const { receiver, client, host } = await settingOf('push');
    await startTold(host, client);
    await host.pass(301_000);
    expect([receiver.connections(), host.told, host.grants]).toEqual([0, [], []]);
  });
});
