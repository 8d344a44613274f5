import { describe, expect, it } from '@jest/globals';
import type { CibaClient } from '../../lib/client/metadata.js';
import { till } from '../support/host.js';
import { poll, start } from '../support/http-requests.js';
import { startTold, type TellingHost, TOKEN } from '../support/receiver-host.js';
import { useReceivers } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

/** Replaces a client's registration; nothing removes it. */
function register({ clients }: TellingHost, { client_id }: CibaClient, now?: CibaClient): void {
  const at = clients.findIndex((known) => known.client_id === client_id);
  clients.splice(at, 1, ...(now ? [now] : []));
}

describe.each(storeCases)('who is told, over $name:', (storeCase) => {
  const settingOf = useSetting(storeCase);
  const receiverWith = useReceivers();

  it('nobody who polls, whatever endpoint and token there are', async () => {
    const { receiver, host } = await settingOf('ping');
    const polling = { ...till, backchannel_client_notification_endpoint: receiver.endpoint };
    register(host, till, polling);
    const { authReqId, id } = await start(host, { client_notification_token: TOKEN });
    await host.ciba.approve(id, { sub: 'alice' });
    await host.pass(10_000);
    expect([receiver.connections(), host.told]).toEqual([0, []]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each(['ping', 'push'] as const)(
    'the endpoint of the %s client’s registration as it is by then',
    async (mode) => {
      const { receiver, client, host } = await settingOf(mode);
      const { id } = await startTold(host, client);
      const later = await receiverWith();
      register(host, client, { ...client, backchannel_client_notification_endpoint: later.endpoint });
      await host.ciba.approve(id, { sub: 'alice' });
      await later.called(1);
      expect(receiver.connections()).toBe(0);
    },
  );

  it('no endpoint that a request names', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const named = await receiverWith();
    const fields = { backchannel_client_notification_endpoint: named.endpoint };
    const { id } = await startTold(host, client, fields);
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    expect(named.connections()).toBe(0);
  });

  it.each([
    ['ping', 'push'],
    ['push', 'ping'],
    ['ping', 'poll'],
    ['push', 'poll'],
  ] as const)('nobody whose mode was %s at the request and is %s now', async (mode, now) => {
    const { receiver, client, host } = await settingOf(mode);
    const { id } = await startTold(host, client);
    register(host, client, { ...client, backchannel_token_delivery_mode: now });
    await host.ciba.approve(id, { sub: 'alice' });
    await host.rest();
    await host.pass(60_000);
    expect([receiver.connections(), host.grants]).toEqual([0, []]);
    expect(host.told).toMatchObject([
      ['undeliverable', { delivery_mode: mode, reason: 'mode_changed', attempts: 0 }],
    ]);
  });

  it.each(['ping', 'push'] as const)('no %s client that is gone', async (mode) => {
    const { receiver, client, host } = await settingOf(mode);
    const { id } = await startTold(host, client);
    register(host, client);
    await host.ciba.approve(id, { sub: 'alice' });
    await host.rest();
    await host.pass(60_000);
    expect([receiver.connections(), host.grants]).toEqual([0, []]);
    const event = { client_id: client.client_id, delivery_mode: mode, reason: 'client_gone', attempts: 0 };
    expect(host.told).toMatchObject([['undeliverable', event]]);
  });

  it('nobody where the registration has lost its endpoint', async () => {
    const { client, host } = await settingOf('ping');
    const { id } = await startTold(host, client);
    register(host, client, { ...client, backchannel_client_notification_endpoint: undefined });
    await host.ciba.approve(id, { sub: 'alice' });
    await host.rest();
    expect(host.told).toMatchObject([['undeliverable', { reason: 'client_gone' }]]);
  });
});

describe('what is not told at once', () => {
  const settingOf = useSetting(storeCases[0]!);

  it('is told later where clients cannot be read for the moment, without counting', async () => {
    const turning = { down: false };
    const { receiver, client, host } = await settingOf('ping', {
      adapter: {
        getClient: (id) => {
          if (turning.down) throw new Error('the database is down');
          return id === client.client_id ? client : undefined;
        },
      },
    });
    const { id } = await startTold(host, client);
    turning.down = true;
    await host.ciba.approve(id, { sub: 'alice' });
    await host.rest();
    for (let round = 0; round < 6; round++) await host.pass(1000);
    expect(receiver.connections()).toBe(0);
    turning.down = false;
    await host.pass(1000);
    await receiver.called(1);
    const reasons = host.told.map(([name, event]) => [name, (event as { reason?: string }).reason]);
    expect(reasons.slice(0, -1)).toEqual(Array(7).fill(['deliveryDeferred', 'client_unknown']));
    expect(host.told.at(-1)).toMatchObject(['delivered', { attempts: 1 }]);
  });
});
