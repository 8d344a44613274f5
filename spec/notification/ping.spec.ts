import { describe, expect, it } from '@jest/globals';
import { poll } from '../support/http-requests.js';
import { startTold, startToldApproved, TOKEN } from '../support/receiver-host.js';
import { outcomes } from '../support/receiver-outcomes.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

describe.each(storeCases)('a ping, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it.each(outcomes)('is the same after $name', async ({ decide, polled }) => {
    const { receiver, client, host } = await settingOf('ping');
    const { authReqId, id } = await startTold(host, client);
    await decide(host, id);
    await receiver.called(1);
    await host.rest();
    const body = `{"auth_req_id":"${authReqId}"}`;
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
      host: new URL(receiver.endpoint).host,
      'user-agent': 'express-ciba',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    };
    expect(receiver.calls).toMatchObject([{ method: 'POST', path: '/cb', body }]);
    expect(receiver.calls[0]?.headers).toEqual(headers);
    const answer = await poll(host, authReqId, { client });
    expect({ status: answer.status, error: answer.body.error }).toEqual(polled);
  });

  it('bears the token of its own request', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const expected: string[] = [];
    for (const client_notification_token of ['first-token', 'second-token']) {
      const { authReqId } = await startTold(host, client, { client_notification_token });
      expected.push(`Bearer ${client_notification_token} {"auth_req_id":"${authReqId}"}`);
    }
    for (const id of host.notified.toReversed()) await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(2);
    const calls = receiver.calls.map(({ headers, body }) => `${headers.authorization} ${body}`);
    expect(calls.toSorted()).toEqual(expected);
  });

  it('is made once, and nothing is left to be told', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const { id } = await startToldApproved(host, client);
    await receiver.called(1);
    await host.rest();
    await host.pass(60_000);
    expect(receiver.calls).toHaveLength(1);
    const [selector] = id.split('.');
    const event = { selector, client_id: 'ping-till', sub: 'alice', delivery_mode: 'ping', attempts: 1 };
    expect(host.told).toEqual([['delivered', event]]);
    expect(await host.ciba.deadLetters()).toEqual([]);
  });

  it('is made once where the same decision is taken again, or another one', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const { id } = await startToldApproved(host, client);
    expect(await host.ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'repeated' });
    expect(await host.ciba.deny(id, { sub: 'alice' })).toEqual({ outcome: 'conflict' });
    await receiver.called(1);
    await host.rest();
    await host.pass(60_000);
    expect(receiver.calls).toHaveLength(1);
  });

  it('is not made of a request that expires undecided', async () => {
    const { receiver, client, host } = await settingOf('ping');
    await startTold(host, client);
    await host.pass(301_000);
    expect([receiver.connections(), host.told]).toEqual([0, []]);
  });
});
