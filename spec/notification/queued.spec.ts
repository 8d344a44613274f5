import { describe, expect, it } from '@jest/globals';
import type { AuthenticationRequest } from '../../lib/adapter.js';
import { ask, poll } from '../support/http-requests.js';
import { type TellingHost, TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { until } from '../support/server-until.js';
import { storeCases } from '../support/stores.js';

const fields = { client_notification_token: TOKEN };
const modes = ['ping', 'push'] as const;

/** Waits until so many users were asked. */
function asked({ notified }: TellingHost, times: number): Promise<void> {
  return until(() => notified.length >= times, `${times} users asked`);
}

describe.each(storeCases)('a user who is asked from the queue, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);
  const queued = { queueNotifyUser: true };

  it('is asked once, with the request as it is, after the client was answered or meanwhile', async () => {
    const seen: AuthenticationRequest[] = [];
    let end = (): void => undefined;
    const { client, host } = await settingOf('ping', {
      ...queued,
      adapter: {
        notifyUser: (request) => {
          seen.push(request);
          return new Promise<void>((resolve) => {
            end = resolve;
          });
        },
      },
    });
    const { status } = await ask(
      host,
      { ...fields, scope: 'openid phone', binding_message: 'W4SCT' },
      { client },
    );
    expect(status).toBe(200);
    await until(() => seen.length > 0, 'the user is asked');
    end();
    await host.rest();
    await host.pass(60_000);
    expect(seen).toEqual(await host.ciba.listRequests({ sub: 'alice' }));
    expect(seen).toMatchObject([{ scope: ['openid', 'phone'], binding_message: 'W4SCT', state: 'pending' }]);
    expect(host.told).toEqual([]);
  });

  it('is asked for a client that polls too', async () => {
    const { host } = await settingOf('ping', { ...queued, deliveryModes: ['poll'] });
    const { body } = await ask(host);
    await asked(host, 1);
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    expect((await poll(host, body.auth_req_id)).status).toBe(200);
    await host.pass(60_000);
    expect([host.notified.length, host.told]).toEqual([1, []]);
  });

  it.each(modes)('may approve at once: the client is told by %s', async (mode) => {
    const { receiver, client, host } = await settingOf(mode, {
      ...queued,
      adapter: {
        notifyUser: async ({ id }) => {
          await host.ciba.approve(id, { sub: 'alice' });
        },
      },
    });
    const { body } = await ask(host, fields, { client });
    await receiver.called(1);
    await host.rest();
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ auth_req_id: body.auth_req_id });
    await host.pass(60_000);
    expect(receiver.calls).toHaveLength(1);
  });

  it('is asked by another process where the one that was at it is gone', async () => {
    const { receiver, client, host: a, another } = await settingOf('ping', queued);
    await a.ciba.close();
    await ask(a, fields, { client });
    expect(await a.store.take(1, 30)).toMatchObject([{ state: 'pending' }]);
    const b = await another();
    await b.pass(29_999);
    expect(b.notified).toEqual([]);
    await b.pass(1);
    expect([a.notified.length, b.notified.length]).toEqual([0, 1]);
    await b.ciba.approve(b.notified[0] ?? '', { sub: 'alice' });
    await receiver.called(1);
  });

  it('is not asked any more once the request was withdrawn, and the client is told', async () => {
    const { receiver, client, host: a, another } = await settingOf('ping', queued);
    await a.ciba.close();
    await ask(a, fields, { client });
    const [{ id } = { id: '' }] = await a.ciba.listRequests({ sub: 'alice' });
    await a.ciba.cancel(id);
    const b = await another();
    await b.pass(7000);
    await receiver.called(1);
    expect([a.notified, b.notified]).toEqual([[], []]);
  });

  it('is not asked of a request that has expired', async () => {
    const { receiver, client, host: a, another } = await settingOf('ping', queued);
    await a.ciba.close();
    await ask(a, fields, { client });
    const b = await another();
    await b.pass(301_000);
    await b.pass(60_000);
    expect([a.notified, b.notified, receiver.connections()]).toEqual([[], [], 0]);
  });
});
