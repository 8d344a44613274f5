import { describe, expect, it } from '@jest/globals';
import { startToldApproved, toldClient } from '../support/receiver-host.js';
import { gate } from '../support/receiver-reactions.js';
import { noContent, useReceivers } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { until } from '../support/server-until.js';
import { storeCases } from '../support/stores.js';

const MOST_AT_ONCE = 10;

describe.each(storeCases)('a receiver that is slow, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);
  const receiverWith = useReceivers();

  it('delays nobody else, has ten calls at once, and has them all in the end', async () => {
    const arrivals: string[] = [];
    const held = gate();
    const slow = await receiverWith();
    slow.react((...call) => {
      arrivals.push('slow');
      held.hold(...call);
    });
    const slowClient = toldClient('ping', slow, { client_id: 'slow' });
    const { receiver, client, host } = await settingOf('ping', { clients: [slowClient] });
    receiver.react((...call) => {
      arrivals.push('quick');
      noContent(...call);
    });
    for (let i = 0; i < MOST_AT_ONCE + 2; i++) await startToldApproved(host, slowClient);
    await slow.called(MOST_AT_ONCE);
    await startToldApproved(host, client);
    await receiver.called(1);
    expect(arrivals).toEqual([...Array(MOST_AT_ONCE).fill('slow'), 'quick']);
    held.open();
    await host.rest();
    for (let i = 0; i < 3; i++) await host.pass(2000);
    await slow.called(MOST_AT_ONCE + 2);
    expect(new Set(slow.calls.map(({ body }) => body)).size).toBe(MOST_AT_ONCE + 2);
  });
});

describe('a host that is closed', () => {
  const settingOf = useSetting(storeCases[0]!);

  it('waits for the calls that are under way', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const held = gate();
    receiver.react(held.hold);
    await startToldApproved(host, client);
    await receiver.called(1);
    let closed = false;
    const closing = host.ciba.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([closed, host.told.length]).toEqual([false, 0]);
    held.open();
    await until(() => closed, 'the host is closed');
    await closing;
    expect(host.told).toMatchObject([['delivered', { attempts: 1 }]]);
  });
});
