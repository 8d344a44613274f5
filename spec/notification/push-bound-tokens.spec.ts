import { createHash, type X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PresentedCertificate } from '../../lib/adapter.js';
import { selfSigned } from '../support/certificates.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask } from '../support/http-requests.js';
import { startTold, TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const registered = { tls_client_certificate_bound_access_tokens: true };
const WANTED = 'A client certificate is required: the tokens are bound to it.';

let own: X509Certificate;
let other: X509Certificate;

beforeAll(async () => {
  own = (await selfSigned({ subject: 'CN=till' })).x509;
  other = (await selfSigned({ subject: 'CN=other' })).x509;
});

describe.each(storeCases)('a client that demands bound tokens, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  /** A setting in which the client shows whatever the test says. */
  async function showing(mode: 'ping' | 'push', wish: object = registered) {
    const shown: { certificate?: X509Certificate } = {};
    const getCertificate = (): PresentedCertificate | undefined =>
      shown.certificate && { certificate: shown.certificate, chainVerified: false };
    const setting = await settingOf(mode, { registered: wish, adapter: { getCertificate } });
    return { ...setting, shown };
  }

  it('has its push bound to the certificate of its request, whatever is shown later', async () => {
    const { receiver, client, host, shown } = await showing('push');
    shown.certificate = own;
    const { id } = await startTold(host, client);
    shown.certificate = other;
    await startTold(host, client);
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    const thumbprint = createHash('sha256').update(own.raw).digest('base64url');
    expect(host.grants.map(({ cnf }) => cnf)).toEqual([{ 'x5t#S256': thumbprint }]);
  });

  it('is refused without a certificate where it is pushed to, and nobody is asked', async () => {
    const { client, host } = await showing('push');
    const res = await ask(host, { client_notification_token: TOKEN }, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: WANTED });
    await expectNothingAsked(host);
  });

  it('needs none at the backchannel endpoint where it fetches its tokens itself', async () => {
    const { client, host } = await showing('ping');
    expect((await ask(host, { client_notification_token: TOKEN }, { client })).status).toBe(200);
  });

  it('is the only one whose tokens are bound', async () => {
    const { receiver, client, host, shown } = await showing('push', {});
    shown.certificate = own;
    const { id } = await startTold(host, client);
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    expect(host.grants[0]).not.toHaveProperty('cnf');
  });
});
