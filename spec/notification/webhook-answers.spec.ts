import { describe, expect, it } from '@jest/globals';
import { notifyThrough } from '../../lib/notification/channels.js';
import { testHost } from '../support/host.js';
import { ask } from '../support/http-requests.js';
import { answering, redirecting, silent } from '../support/receiver-reactions.js';
import { useReceivers } from '../support/receiver-server.js';
import { hookedHost, webhookTo } from '../support/receiver-webhook.js';
import { until } from '../support/server-until.js';

describe('a webhook', () => {
  const receiver = useReceivers();

  it.each([200, 201, 202, 204, 299])('is answered rightly by %d', async (status) => {
    const open = await receiver();
    open.react(answering(status));
    expect((await ask(await hookedHost(open))).status).toBe(200);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %d', async (status) => {
    const open = await receiver();
    open.react(redirecting(status));
    expect((await ask(await hookedHost(open))).status).toBe(503);
    expect(open.calls.map(({ path }) => path)).toEqual(['/cb']);
  });

  it.each([300, 400, 401, 404, 410, 429, 500, 503])(
    'has reached nobody where it is answered by %d',
    async (status) => {
      const open = await receiver();
      open.react(answering(status));
      expect((await ask(await hookedHost(open))).status).toBe(503);
      expect(open.calls).toHaveLength(1);
    },
  );

  it('has reached nobody where it is not answered in time', async () => {
    const open = await receiver();
    open.react(silent);
    expect((await ask(await hookedHost(open, { timeout: 0.3 }))).status).toBe(503);
  });

  it('goes to no address inside unless that is allowed', async () => {
    const open = await receiver();
    expect((await ask(await hookedHost(open, { allowLoopback: false }))).status).toBe(503);
    expect(open.connections()).toBe(0);
  });
});

describe('a webhook in the queue', () => {
  const receiver = useReceivers();

  it('leaves a user to the next channel where it fails', async () => {
    const open = await receiver();
    open.react(answering(500));
    const texted: string[] = [];
    const sms = { name: 'sms', send: ({ user }: { user: { sub: string } }) => texted.push(user.sub) };
    const host = testHost({
      queueNotifyUser: true,
      adapter: { notifyUser: notifyThrough([await webhookTo(open), sms]) },
    });
    expect((await ask(host)).status).toBe(200);
    await until(() => texted.length > 0, 'the user has a text message');
    expect([open.calls.length, texted]).toEqual([1, ['alice']]);
    await host.ciba.close();
  });
});
