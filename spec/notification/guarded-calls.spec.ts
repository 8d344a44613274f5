import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { startToldApproved, TOKEN } from '../support/receiver-host.js';
import { answering, redirecting } from '../support/receiver-reactions.js';
import { noContent } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const modes = ['ping', 'push'] as const;

describe.each(modes)('the call of a %s', (mode) => {
  const settingOf = useSetting(storeCases[0]!);

  /** A setting whose client's registration names another endpoint than it may. */
  async function registeredAt(endpoint: string) {
    const setting = await settingOf(mode, {
      registered: { backchannel_client_notification_endpoint: endpoint },
    });
    await startToldApproved(setting.host, setting.client);
    await setting.host.rest();
    await setting.host.pass(60_000);
    return setting;
  }

  it.each<[string, string, string]>([
    ['http', 'http://127.0.0.1/cb', 'URL'],
    ['text that is no URL', '/cb', 'URL'],
    ['a user name', 'https://user@127.0.0.1/cb', 'URL'],
    ['a port that is not listed', 'https://8.8.8.8:8443/cb', 'URL'],
    ['a private address', 'https://10.0.0.1/cb', 'ADDRESS'],
    ['a link-local address', 'https://169.254.169.254/latest/meta-data', 'ADDRESS'],
    ['a private address in another spelling', 'https://0x0a000001/cb', 'ADDRESS'],
  ])(
    'goes nowhere where the registration names %s, and is not tried again',
    async (_what, endpoint, code) => {
      const { receiver, host } = await registeredAt(endpoint);
      const reason = `ERR_CIBA_OUTBOUND_${code}`;
      expect(host.told).toMatchObject([['undeliverable', { reason }]]);
      expect(receiver.connections()).toBe(0);
      expect(host.revoked).toHaveLength(mode === 'push' ? 1 : 0);
    },
  );

  it('goes to no loopback address unless that is allowed', async () => {
    const { client, host } = await settingOf(mode, {
      registered: { backchannel_client_notification_endpoint: 'https://127.0.0.1/cb' },
      notification: { allowLoopback: false },
    });
    await startToldApproved(host, client);
    await host.rest();
    expect(host.told).toMatchObject([['undeliverable', { reason: 'ERR_CIBA_OUTBOUND_ADDRESS' }]]);
  });

  it('is tried again where nobody listens', async () => {
    const { host } = await registeredAt(`https://127.0.0.1:${await freePort()}/cb`);
    const deferred = ['deliveryDeferred', { reason: 'ERR_CIBA_OUTBOUND_CONNECT' }];
    expect(host.told).toMatchObject([deferred, deferred]);
  });

  it('bears no cookie that the receiver has set', async () => {
    const { receiver, client, host } = await settingOf(mode);
    receiver.react(answering(503, { 'Set-Cookie': 'session=1; Path=/' }), noContent);
    await startToldApproved(host, client);
    await host.rest();
    await host.pass(1000);
    expect(receiver.calls.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
  });

  it.each([
    ['503', answering(503)],
    ['307', redirecting(307)],
  ])(
    'that is answered by %s leaves no secret in the log, the events or the dead letters',
    async (_status, react) => {
      const { receiver, client, host } = await settingOf(mode);
      receiver.react(react);
      const { authReqId } = await startToldApproved(host, client);
      await host.rest();
      for (const pause of [1000, 2000, 4000, 8000, 600_000]) await host.pass(pause);
      const dead = await host.ciba.deadLetters();
      expect([dead.length, host.told.length > 0]).toEqual([1, true]);
      const said = inspect([host.logged, host.told, dead], { depth: 9 });
      const secrets = [
        authReqId,
        authReqId.split('.')[1] ?? '',
        TOKEN,
        'access-1',
        client.client_secret ?? '',
      ];
      for (const secret of secrets) expect(said).not.toContain(secret);
    },
  );
});
