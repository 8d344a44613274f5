import { describe, expect, it } from '@jest/globals';
import { type TestHost, testHost } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask } from '../support/http-requests.js';
import { keyRing, startToldApproved, TOKEN, toldClient } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { AT, accepted, NO_BEARER, REQUIRED, refused } from '../support/receiver-tokens.js';
import { storeCases } from '../support/stores.js';

const modes = ['ping', 'push'] as const;
function hostOf(mode: 'ping' | 'push'): TestHost {
  const clients = [toldClient(mode, AT)];
  return testHost({ deliveryModes: ['poll', 'ping', 'push'], notification: { keyRing }, clients });
}

describe.each(modes)('client_notification_token of a %s client', (mode) => {
  const client = toldClient(mode, AT);

  it.each([undefined, ''])('is required: %j', async (client_notification_token) => {
    const host = hostOf(mode);
    const res = await ask(host, { client_notification_token }, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: REQUIRED });
    await expectNothingAsked(host);
    await host.ciba.close();
  });

  it.each(accepted)('may have %s', async (_what, client_notification_token) => {
    const host = hostOf(mode);
    expect((await ask(host, { client_notification_token }, { client })).status).toBe(200);
    await host.ciba.close();
  });

  it.each(refused)('must not have %s', async (_what, client_notification_token) => {
    const host = hostOf(mode);
    const res = await ask(host, { client_notification_token }, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: NO_BEARER });
    await expectNothingAsked(host);
    await host.ciba.close();
  });

  it('must not be there twice', async () => {
    const host = hostOf(mode);
    const res = await ask(host, { client_notification_token: [TOKEN, TOKEN] }, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await host.ciba.close();
  });
});

describe('client_notification_token of a poll client', () => {
  it.each([['', ''], ...accepted, ...refused])('is ignored: %s', async (_what, client_notification_token) => {
    expect((await ask(testHost(), { client_notification_token })).status).toBe(200);
  });
});

describe.each(storeCases)('what the client is called with, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it.each([...accepted.filter(([what]) => /=|1,024/.test(what))])(
    'is the token as it was sent: %s',
    async (_what, token) => {
      const { receiver, client, host } = await settingOf('ping');
      await startToldApproved(host, client, { client_notification_token: token });
      await receiver.called(1);
      expect(receiver.calls[0]?.headers.authorization).toBe(`Bearer ${token}`);
    },
  );
});
