import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type TlsHost, tlsHost } from '../support/client-tls.js';
import { CIBA_GRANT, till } from '../support/host.js';
import { verified } from '../support/http-keys.js';
import { credentials, type Fields, standardFields } from '../support/http-requests.js';
import { type TellingHost, TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

let tls: TlsHost | undefined;
afterEach(() => tls?.close());

/** What clients ask over HTTPS. */
async function overHttps(host: TellingHost, client: CibaClient) {
  tls = await tlsHost(host.app);
  const { authority, post } = tls;
  const own = { ...standardFields, ...credentials(client) };
  const ask = (fields: Fields = {}, ...more: [] | [Parameters<TlsHost['post']>[2]]) =>
    post('/bc-authorize', { ...own, client_notification_token: TOKEN, ...fields }, ...more);
  const poll = (authReqId: unknown) =>
    post('/token', { ...credentials(client), grant_type: CIBA_GRANT, auth_req_id: String(authReqId) });
  return { ask, poll, authority };
}

describe.each(storeCases)('over HTTPS and $name', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('a client polls until its user has approved', async () => {
    const { host, receiver } = await settingOf('ping');
    const { ask, poll } = await overHttps(host, till);
    const { status, body } = await ask();
    expect([status, body]).toEqual([200, { auth_req_id: expect.any(String), expires_in: 300, interval: 5 }]);
    expect((await poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await host.pass(5000);
    const polled = await poll(body.auth_req_id);
    expect([polled.status, polled.body.access_token]).toEqual([200, 'access-1']);
    expect((await poll(body.auth_req_id)).body.error).toBe('invalid_grant');
    expect(receiver.connections()).toBe(0);
  });

  it('a client is pinged and fetches its tokens', async () => {
    const { host, receiver, client } = await settingOf('ping');
    const { ask, poll } = await overHttps(host, client);
    const { body } = await ask();
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await receiver.called(1);
    const { auth_req_id } = JSON.parse(receiver.calls[0]?.body ?? '{}');
    expect(auth_req_id).toBe(body.auth_req_id);
    expect(receiver.calls[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const polled = await poll(auth_req_id);
    expect([polled.status, polled.body.access_token]).toEqual([200, 'access-1']);
  });

  it('a client is pinged and hears that its user refused', async () => {
    const { host, receiver, client } = await settingOf('ping');
    const { ask, poll } = await overHttps(host, client);
    const { body } = await ask();
    await host.ciba.deny(host.notified[0] ?? '', { sub: 'alice' });
    await receiver.called(1);
    expect(receiver.calls[0]?.body).toBe(JSON.stringify({ auth_req_id: body.auth_req_id }));
    const { status, body: refused } = await poll(body.auth_req_id);
    expect([status, refused.error]).toEqual([400, 'access_denied']);
  });

  it('a client is pushed its tokens, bound to the certificate of its request', async () => {
    const registered = { tls_client_certificate_bound_access_tokens: true };
    const { host, receiver, client } = await settingOf('push', { registered });
    const { ask, poll, authority } = await overHttps(host, client);
    const certified = await authority.issue({ subject: 'CN=till' });
    expect((await ask()).body.error).toBe('invalid_request');
    const { status, body } = await ask({}, certified);
    expect([status, body]).toEqual([200, { auth_req_id: expect.any(String), expires_in: 300 }]);
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await receiver.called(1);
    const pushed = JSON.parse(receiver.calls[0]?.body ?? '{}');
    expect(pushed).toMatchObject({
      auth_req_id: body.auth_req_id,
      access_token: 'access-1',
      token_type: 'Bearer',
    });
    const { payload } = await verified(host.ciba, pushed.id_token, client.client_id);
    expect(payload).toMatchObject({ 'urn:openid:params:jwt:claim:auth_req_id': body.auth_req_id });
    const thumbprint = createHash('sha256').update(certified.x509.raw).digest('base64url');
    expect(host.grants[0]?.cnf).toEqual({ 'x5t#S256': thumbprint });
    const polled = await poll(body.auth_req_id);
    expect([polled.status, polled.body.error]).toEqual([403, 'unauthorized_client']);
  });

  it('a client is pushed the refusal of its user', async () => {
    const { host, receiver, client } = await settingOf('push');
    const { ask } = await overHttps(host, client);
    const { body } = await ask();
    await host.ciba.deny(host.notified[0] ?? '', { sub: 'alice' });
    await receiver.called(1);
    expect(JSON.parse(receiver.calls[0]?.body ?? '{}')).toEqual({
      auth_req_id: body.auth_req_id,
      error: 'access_denied',
    });
  });
});
