import { describe, expect, it } from '@jest/globals';
import { ask, poll } from '../support/http-requests.js';
import { TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

describe('the acknowledgement', () => {
  const settingOf = useSetting(storeCases[0]!);
  const fields = { client_notification_token: TOKEN };

  it('names an interval to a ping client, which may poll too', async () => {
    const { client, host } = await settingOf('ping');
    const { body } = await ask(host, fields, { client });
    expect(body).toEqual({ auth_req_id: expect.any(String), expires_in: 300, interval: 5 });
    expect((await poll(host, body.auth_req_id, { client })).body.error).toBe('authorization_pending');
  });

  it('names none to a push client', async () => {
    const { client, host } = await settingOf('push');
    const { body } = await ask(host, fields, { client });
    expect(body).toEqual({ auth_req_id: expect.any(String), expires_in: 300 });
  });

  it('is had by a push client that registered no grant type', async () => {
    const { client, host } = await settingOf('push', { registered: { grant_types: [] } });
    expect((await ask(host, fields, { client })).status).toBe(200);
  });
});
