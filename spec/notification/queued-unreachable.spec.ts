import { describe, expect, it } from '@jest/globals';
import type { CibaEvents } from '../../lib/events.js';
import { notifyThrough } from '../../lib/notification/channels.js';
import { expectLogged } from '../support/http-answers.js';
import { ask, poll } from '../support/http-requests.js';
import { TOKEN } from '../support/receiver-host.js';
import { type SettingWish, useSetting } from '../support/receiver-setting.js';
import { until } from '../support/server-until.js';
import { storeCases } from '../support/stores.js';

const fields = { client_notification_token: TOKEN };
const unreachable = {
  notifyUser: notifyThrough([{ name: 'sms', send: () => Promise.reject(new Error('no number')) }]),
};

describe.each(storeCases)('a user whom nobody reaches from the queue, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  async function failing(mode: 'ping' | 'push', wish: SettingWish) {
    const setting = await settingOf(mode, { queueNotifyUser: true, ...wish });
    const failed: CibaEvents['failed'][] = [];
    setting.host.ciba.on('failed', (event) => failed.push(event));
    return { ...setting, failed, ended: () => until(() => failed.length > 0, 'the request has failed') };
  }

  it('fails the request, with an event, and the client is told by ping', async () => {
    const { receiver, client, host, failed } = await failing('ping', { adapter: unreachable });
    const { status, body } = await ask(host, fields, { client });
    expect(status).toBe(200);
    await receiver.called(1);
    await host.rest();
    const [selector] = body.auth_req_id.split('.');
    expect(failed).toEqual([{ selector, client_id: 'ping-till', sub: 'alice', reason: 'unreachable' }]);
    expectLogged(host, 'every channel has failed');
    expect(receiver.calls[0]?.body).toBe(`{"auth_req_id":"${body.auth_req_id}"}`);
    expect((await poll(host, body.auth_req_id, { client })).body.error).toBe('expired_token');
    await host.pass(60_000);
    expect([receiver.calls.length, failed.length]).toEqual([1, 1]);
  });

  it('fails the request, and the error is pushed', async () => {
    const { receiver, client, host } = await failing('push', { adapter: unreachable });
    const { body } = await ask(host, fields, { client });
    await receiver.called(1);
    expect(receiver.calls[0]?.body).toBe(
      `{"auth_req_id":"${body.auth_req_id}","error":"transaction_failed"}`,
    );
  });

  it('fails the request of a client that polls', async () => {
    const { host, ended } = await failing('ping', { adapter: unreachable, deliveryModes: ['poll'] });
    const { body } = await ask(host);
    await ended();
    expect((await poll(host, body.auth_req_id)).body.error).toBe('expired_token');
    expect(await host.ciba.listRequests({ sub: 'alice' })).toEqual([]);
  });

  it.each<[string, SettingWish]>([
    [
      'notifyUser is late',
      { notifyTimeout: 0.05, adapter: { notifyUser: () => new Promise(() => undefined) } },
    ],
    ['the user is gone', { adapter: { getUser: () => undefined } }],
  ])('is one where %s', async (_what, wish) => {
    const { receiver, client, host, failed } = await failing('ping', wish);
    await ask(host, fields, { client });
    await receiver.called(1);
    expect(failed.map(({ reason }) => reason)).toEqual(['unreachable']);
  });

  it('is none where only the host’s database was away for a moment: the user is asked later', async () => {
    let down = true;
    const { client, host, failed } = await failing('ping', {
      adapter: {
        getUser: (sub) => {
          if (down) throw new Error('the database is down');
          return { sub };
        },
      },
    });
    await ask(host, fields, { client });
    await until(() => host.logged.length > 0 || host.told.length > 0, 'the fault is known');
    await host.rest();
    expect([host.notified, failed]).toEqual([[], []]);
    down = false;
    await host.pass(1000);
    expect([host.notified.length, failed]).toEqual([1, []]);
  });

  it('does not fail what the user has meanwhile approved', async () => {
    const { receiver, client, host, failed } = await failing('ping', {
      adapter: {
        notifyUser: async ({ id }) => {
          await host.ciba.approve(id, { sub: 'alice' });
          throw new Error('no answer from the phone');
        },
      },
    });
    const { body } = await ask(host, fields, { client });
    await receiver.called(1);
    expect((await poll(host, body.auth_req_id, { client })).status).toBe(200);
    expect(failed).toEqual([]);
  });
});
