import { describe, expect, it } from '@jest/globals';
import type { CibaEvents } from '../../lib/events.js';
import { poll } from '../support/http-requests.js';
import { startToldApproved } from '../support/receiver-host.js';
import { answering } from '../support/receiver-reactions.js';
import { noContent } from '../support/receiver-server.js';
import { type Setting, useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const modes = ['ping', 'push'] as const;

/** Seconds until the next call, as the latest event has it. */
function retryIn({ host }: Setting): number {
  const [name, event] = host.told.at(-1) ?? [];
  expect(name).toBe('deliveryDeferred');
  return (event as CibaEvents['deliveryDeferred']).retry_in;
}

describe.each(storeCases)('a client that is not there for the moment, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it.each(modes)('is called again by %s when the event said, and no sooner', async (mode) => {
    const setting = await settingOf(mode);
    const { receiver, client, host } = setting;
    receiver.react(answering(503), answering(502), noContent);
    await startToldApproved(host, client);
    await host.rest();
    for (const calls of [1, 2]) {
      const ms = Math.ceil(retryIn(setting) * 1000);
      await host.pass(ms - 2);
      expect(receiver.calls).toHaveLength(calls);
      await host.pass(2);
      expect(receiver.calls).toHaveLength(calls + 1);
    }
    expect(host.told.at(-1)).toMatchObject(['delivered', { attempts: 3 }]);
  });

  it.each(modes)('is called again by %s when it asked for it', async (mode) => {
    const setting = await settingOf(mode);
    const { receiver, client, host } = setting;
    receiver.react(answering(503, { 'Retry-After': '30' }), noContent);
    await startToldApproved(host, client);
    await host.rest();
    expect(retryIn(setting)).toBe(30);
    await host.pass(29_998);
    expect(receiver.calls).toHaveLength(1);
    await host.pass(2);
    expect(receiver.calls).toHaveLength(2);
  });

  it.each(modes)('is not called by %s any more once its request has expired', async (mode) => {
    const { receiver, client, host } = await settingOf(mode);
    receiver.react(answering(503, { 'Retry-After': '600' }), noContent);
    await startToldApproved(host, client);
    await host.rest();
    await host.pass(599_000);
    await host.pass(1000);
    expect(receiver.calls).toHaveLength(1);
    expect(host.told.at(-1)).toMatchObject(['undeliverable', { reason: 'expired' }]);
    expect(host.revoked).toHaveLength(mode === 'push' ? 1 : 0);
  });

  it('is not pinged any more once it has fetched its tokens', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(answering(503), noContent);
    const { authReqId } = await startToldApproved(host, client);
    await host.rest();
    expect((await poll(host, authReqId, { client })).status).toBe(200);
    await host.pass(60_000);
    expect(receiver.calls).toHaveLength(1);
    expect(host.told.map(([name]) => name)).toEqual(['deliveryDeferred']);
    expect(await host.ciba.deadLetters()).toEqual([]);
  });
});
