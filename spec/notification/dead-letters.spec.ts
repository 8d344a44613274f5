import { describe, expect, it } from '@jest/globals';
import { startToldApproved, toldClient } from '../support/receiver-host.js';
import { answering } from '../support/receiver-reactions.js';
import { noContent, useReceivers } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

describe.each(storeCases)('dead letters, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('are listed with what an operator needs, and nothing secret', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(answering(401));
    const { id } = await startToldApproved(host, client);
    await host.rest();
    expect(await host.ciba.deadLetters()).toEqual([
      {
        selector: id.split('.')[0],
        client_id: 'ping-till',
        sub: 'alice',
        delivery_mode: 'ping',
        attempts: 1,
        reason: 'status_401',
      },
    ]);
  });

  it('are listed the latest first, as many as are asked for', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(answering(403));
    const selectors: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { id } = await startToldApproved(host, client);
      selectors.unshift(id.split('.')[0] ?? '');
      await host.rest();
      await host.pass(1);
    }
    const listed = async (limit?: number) =>
      (await host.ciba.deadLetters(limit)).map(({ selector }) => selector);
    expect(await listed()).toEqual(selectors);
    expect(await listed(2)).toEqual(selectors.slice(0, 2));
  });

  it('of pings are told when they are replayed, at once', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(answering(404), noContent);
    const { authReqId, id } = await startToldApproved(host, client);
    await host.rest();
    expect(await host.ciba.replay(id.split('.')[0] ?? '')).toBe(true);
    await receiver.called(2);
    await host.rest();
    expect(receiver.calls[1]?.body).toBe(`{"auth_req_id":"${authReqId}"}`);
    expect(host.told.at(-1)).toMatchObject(['delivered', { attempts: 1 }]);
    expect(await host.ciba.deadLetters()).toEqual([]);
  });

  it('have all their calls again when they are replayed', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(answering(404), answering(503));
    const { id } = await startToldApproved(host, client);
    await host.rest();
    await host.ciba.replay(id.split('.')[0] ?? '');
    await host.rest();
    for (const pause of [1000, 2000, 4000, 8000, 60_000]) await host.pass(pause);
    expect(receiver.calls).toHaveLength(1 + 5);
    expect(await host.ciba.deadLetters()).toMatchObject([{ attempts: 5, reason: 'status_503' }]);
  });

  it('of pushes bring no second set of tokens when they are replayed', async () => {
    const { receiver, client, host } = await settingOf('push');
    receiver.react(answering(400), noContent);
    const { authReqId, id } = await startToldApproved(host, client);
    await host.rest();
    expect(await host.ciba.replay(id.split('.')[0] ?? '')).toBe(true);
    await receiver.called(2);
    await host.rest();
    expect(receiver.calls[1]?.body).toBe(`{"auth_req_id":"${authReqId}","error":"transaction_failed"}`);
    expect([host.grants.length, host.revoked.length]).toEqual([1, 1]);
  });

  it.each(['made-up', ''])('are not replayed of what is none: %j', async (selector) => {
    const { host } = await settingOf('ping');
    expect(await host.ciba.replay(selector)).toBe(false);
  });

  it('are not replayed twice, nor of what was told, nor once the request has expired', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const { id: good } = await startToldApproved(host, client);
    await host.rest();
    expect(await host.ciba.replay(good.split('.')[0] ?? '')).toBe(false);
    receiver.react(answering(404), noContent, answering(404));
    const { id } = await startToldApproved(host, client);
    const [selector = ''] = id.split('.');
    await host.rest();
    expect([await host.ciba.replay(selector), await host.ciba.replay(selector)]).toEqual([true, false]);
    await host.rest();
    const { id: last } = await startToldApproved(host, client);
    await host.rest();
    await host.pass(301_000);
    expect(await host.ciba.replay(last.split('.')[0] ?? '')).toBe(false);
    expect(receiver.calls).toHaveLength(4);
  });

  it('are forgotten with their requests', async () => {
    const { receiver, client, host } = await settingOf('ping', { retention: 60 });
    receiver.react(answering(404));
    await startToldApproved(host, client);
    await host.rest();
    await host.pass(361_000);
    expect(await host.ciba.deadLetters()).toEqual([]);
  });
});

describe('what one client refuses', () => {
  const settingOf = useSetting(storeCases[0]!);
  const receiverWith = useReceivers();

  it('another is told all the same', async () => {
    const refusing = await receiverWith();
    refusing.react(answering(400));
    const bad = toldClient('push', refusing, { client_id: 'refuses' });
    const { receiver, client, host } = await settingOf('push', { clients: [bad] });
    await startToldApproved(host, bad);
    await startToldApproved(host, client);
    await Promise.all([receiver.called(1), refusing.called(1)]);
    await host.rest();
    const told = host.told.map(([name, event]) => [name, (event as { client_id: string }).client_id]);
    expect(new Map(told as [string, string][])).toEqual(
      new Map([
        ['undeliverable', 'refuses'],
        ['delivered', 'push-till'],
      ]),
    );
  });
});
