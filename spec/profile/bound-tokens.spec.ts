import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { testHost } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import {
  askFapi,
  fapiClient,
  fapiClients,
  fapiHost,
  pollFapi,
  presentedCertificate,
  startFapi,
} from '../support/signed-profile.js';
import type { Signer } from '../support/signed-request.js';

const by = { sub: 'alice' };
const [signer] = fapiClients as readonly [Signer];
let presented: Awaited<ReturnType<typeof presentedCertificate>>;
let thumbprint: string;

beforeAll(async () => {
  presented = await presentedCertificate();
  thumbprint = createHash('sha256').update(presented.certificate.raw).digest('base64url');
});

describe.each(fapiClients)('tokens of $client.client_id under the profile', (client) => {
  it('hands issueTokens the thumbprint of the certificate', async () => {
    const host = fapiHost();
    const started = await startFapi(host, client);
    await host.ciba.approve(started.id, by);
    host.present(presented);
    const { status, body } = await pollFapi(host, started, client);
    expect({ status, body }).toMatchObject({ status: 200, body: { access_token: 'access-1' } });
    expect(host.grants.map(({ cnf }) => cnf)).toEqual([{ 'x5t#S256': thumbprint }]);
  });

  it('are not made without a certificate, and nothing is spent', async () => {
    const host = fapiHost();
    const started = await startFapi(host, client);
    await host.ciba.approve(started.id, by);
    for (const nothing of [undefined, null]) {
      host.present(nothing);
      expectRefusal(await pollFapi(host, started, client), [400, 'invalid_request'], {
        description: 'A client certificate is required: the tokens are bound to it.',
      });
    }
    expect(host.grants).toEqual([]);
    host.present(presented);
    expect((await pollFapi(host, started, client)).status).toBe(200);
  });
});

describe('the profile binds the tokens of every client', () => {
  it.each([false, undefined, null])('whatever it registered: %s', async (bound) => {
    const client = fapiClient('ES256', { tls_client_certificate_bound_access_tokens: bound as never });
    const host = fapiHost({ clients: [client.client] });
    const started = await startFapi(host, client);
    expectRefusal(await pollFapi(host, started, client), [400, 'invalid_request']);
    host.present(presented);
    expectRefusal(await pollFapi(host, started, client), [400, 'authorization_pending'], { retryAfter: 5 });
  });

  it('and asks nobody to approve what could never be handed out: no certificate gets here over plain HTTP', async () => {
    const clients = [signer.client];
    const host = testHost({ profile: 'fapi-ciba', clients });
    const refused = { description: 'The client demands bound tokens, which are not offered.' };
    expectRefusal(await askFapi(host, signer), [400, 'unauthorized_client'], refused);
    await expectNothingAsked(host);
    const id = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
    const polled = await pollFapi(host, { authReqId: id, id }, signer);
    expectRefusal(polled, [400, 'unauthorized_client'], refused);
  });

  it('and needs no certificate where the user is asked', async () => {
    const host = fapiHost();
    host.present(undefined);
    expect((await askFapi(host, signer)).status).toBe(200);
  });
});
