import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { ask, poll } from '../support/http-requests.js';
import { TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { useSignals } from '../support/receiver-signal.js';
import { until } from '../support/server-until.js';
import { storeCases } from '../support/stores.js';

const modes = ['ping', 'push'] as const;
const fields = { client_notification_token: TOKEN };

describe.each(storeCases)('a client hears of its request first, over $name:', (storeCase) => {
  const signal = useSignals();
  const settingOf = useSetting(storeCase);

  /** A host whose user approves while it is being notified; notifyUser then ends as the test likes. */
  async function approvingHost(mode: 'ping' | 'push', ending: Promise<unknown>) {
    const approved = signal();
    const setting = await settingOf(mode, {
      adapter: {
        notifyUser: async ({ id }) => {
          await setting.host.ciba.approve(id, { sub: 'alice' });
          approved.resolve();
          await ending;
        },
      },
    });
    return { ...setting, approved: approved.promise };
  }

  it.each(modes)('no %s leaves while notifyUser runs, though the user has approved', async (mode) => {
    const end = signal();
    const { receiver, client, host, approved } = await approvingHost(mode, end.promise);
    const asked = ask(host, fields, { client }).then(({ status, body }) => ({ status, body }));
    await approved;
    await host.rest();
    await host.pass(1000);
    expect(receiver.connections()).toBe(0);
    end.resolve();
    const { status, body } = await asked;
    expect(status).toBe(200);
    await receiver.called(1);
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ auth_req_id: body.auth_req_id });
  });

  it.each(modes)('no %s leaves before the answer was written', async (mode) => {
    const written = signal();
    const { receiver, client, host } = await approvingHost(mode, Promise.resolve());
    const reached = signal();
    const holding = express().use((_req, res, next) => {
      const end = res.end.bind(res) as (...args: unknown[]) => unknown;
      res.end = ((...args: unknown[]) => {
        reached.resolve();
        void written.promise.then(() => end(...args));
        return res;
      }) as never;
      next();
    }, host.app);
    const asked = ask({ app: holding }, fields, { client }).then(({ status }) => status);
    await reached.promise;
    await host.rest();
    await host.pass(1000);
    expect(receiver.connections()).toBe(0);
    written.resolve();
    expect(await asked).toBe(200);
    await receiver.called(1);
  });

  it.each(modes)('the %s leaves at last where nobody reported that the answer was written', async (mode) => {
    const end = signal();
    const { receiver, client, host, approved } = await approvingHost(mode, end.promise);
    const asked = ask(host, fields, { client }).then(({ status }) => status);
    await approved;
    await host.pass(5999);
    expect(receiver.connections()).toBe(0);
    await host.pass(1);
    await receiver.called(1);
    end.resolve();
    expect(await asked).toBe(200);
  });

  it.each(modes)('no %s ever leaves where notifyUser failed', async (mode) => {
    const setting = await settingOf(mode, {
      adapter: { notifyUser: () => Promise.reject(new Error('the push service is down')) },
    });
    const { receiver, client, host } = setting;
    expect((await ask(host, fields, { client })).status).toBe(503);
    await host.rest();
    for (let round = 0; round < 3; round++) await host.pass(7000);
    expect([receiver.connections(), host.told]).toEqual([0, []]);
  });

  it.each(modes)('no %s ever leaves where notifyUser was late', async (mode) => {
    const { receiver, client, host } = await settingOf(mode, {
      notifyTimeout: 0.05,
      adapter: { notifyUser: () => new Promise(() => {}) },
    });
    expect((await ask(host, fields, { client })).status).toBe(503);
    await host.rest();
    for (let round = 0; round < 3; round++) await host.pass(7000);
    expect([receiver.connections(), host.told]).toEqual([0, []]);
  });

  it.each(modes)('no %s ever leaves where notifyUser failed after the approval', async (mode) => {
    const failing = Promise.reject(new Error('the push service is down'));
    failing.catch(() => undefined);
    const { receiver, client, host } = await approvingHost(mode, failing);
    expect((await ask(host, fields, { client })).status).toBe(503);
    await host.rest();
    for (let round = 0; round < 3; round++) await host.pass(7000);
    expect([receiver.connections(), host.told]).toEqual([0, []]);
  });
});

describe('a ping client', () => {
  const settingOf = useSetting(storeCases[0]!);

  it('finds its tokens ready when the ping arrives', async () => {
    const { receiver, client, host } = await settingOf('ping');
    const answers: number[] = [];
    receiver.react((_req, res, { body }) => {
      const { auth_req_id } = JSON.parse(body) as { auth_req_id: string };
      void poll(host, auth_req_id, { client }).then(({ status }) => {
        answers.push(status);
        res.writeHead(204).end();
      });
    });
    await ask(host, fields, { client });
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await until(() => answers.length > 0, 'the poll is answered');
    expect(answers).toEqual([200]);
  });
});
