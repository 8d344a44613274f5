import type { CibaGrant } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type Certified, selfSigned } from '../support/certificates.ts';
import { hostShown } from '../support/client-certificates.ts';
import { watchedHost } from '../support/client-host.ts';
import { type TestHostOptions, testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { endpoints } from '../support/http-endpoints.js';
import { ask, poll, start } from '../support/http-requests.js';

const bound: CibaClient = { ...till, tls_client_certificate_bound_access_tokens: true };
const MISSING = 'A client certificate is required: the tokens are bound to it.';

/** A certificate that a proxy hands on, and its thumbprint as OpenSSL writes it. */
let shown: Certified;
let thumbprint: string;
beforeAll(async () => {
  shown = await selfSigned({});
  thumbprint = Buffer.from(shown.x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
});

/** A host behind a proxy that remembers what tokens were made for; `present` turns the certificate on and off. */
function hostBehindProxy(options: TestHostOptions = {}) {
  const grants: CibaGrant[] = [];
  const proxy = { present: true };
  const host = hostShown(undefined, [bound], {
    ...options,
    adapter: {
      getCertificate: () => (proxy.present ? { certificate: shown.x509, chainVerified: false } : undefined),
      issueTokens: (grant) => {
        grants.push(grant);
        return { access_token: 'a', token_type: 'Bearer' };
      },
    },
  });
  return { ...host, grants, proxy };
}

describe('the tokens of a client that demands bound ones', () => {
  it('are bound to the certificate of the connection that fetches them', async () => {
    const host = hostBehindProxy();
    const { id, authReqId } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
    expect(host.grants.map(({ cnf }) => cnf)).toEqual([{ 'x5t#S256': thumbprint }]);
    expect(thumbprint).toHaveLength(43);
  });

  it('may be asked for without a certificate, since nothing is bound then', async () => {
    const host = hostBehindProxy();
    host.proxy.present = false;
    expect((await ask(host)).status).toBe(200);
  });

  it('are not polled for without a certificate: the store is not asked, and it is no poll', async () => {
    const host = hostBehindProxy();
    const { id, authReqId } = await start(host);
    host.stored.length = 0;
    host.proxy.present = false;
    for (let round = 0; round < 3; round += 1)
      expectRefusal(await poll(host, authReqId), [400, 'invalid_request'], { description: MISSING });
    expect(host.stored).toEqual([]);
    host.proxy.present = true;
    expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 5 });
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('are not lost where the certificate is forgotten once they are ready', async () => {
    const host = hostBehindProxy();
    const { id, authReqId } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    host.proxy.present = false;
    expectRefusal(await poll(host, authReqId), [400, 'invalid_request'], { description: MISSING });
    expect(host.grants).toEqual([]);
    host.proxy.present = true;
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('are refused to a client that does not prove itself, certificate or none', async () => {
    const host = hostBehindProxy();
    host.proxy.present = false;
    const client = { ...bound, client_secret: 'wrong' };
    expectRefusal(await poll(host, 'no-id', { client }), [401, 'invalid_client']);
  });

  it('are refused for a malformed id before the certificate is looked for', async () => {
    const host = hostBehindProxy();
    host.proxy.present = false;
    expectRefusal(await poll(host, 'no-id'), [400, 'invalid_grant']);
  });
});

describe('the tokens of a client that demands nothing', () => {
  it.each([undefined, false])('are not bound, though it shows a certificate: %p', async (demanded) => {
    const clients = [{ ...till, tls_client_certificate_bound_access_tokens: demanded }];
    const host = hostBehindProxy({ clients });
    const { id, authReqId } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
    expect(host.grants).toHaveLength(1);
    expect(host.grants[0]).not.toHaveProperty('cnf');
  });

  it('need no certificate', async () => {
    const host = testHost();
    const { id, authReqId } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

describe.each(endpoints)('where no certificate can get here, at the $endpoint endpoint', (at) => {
  it('a client that demands bound tokens is refused, and nobody is asked', async () => {
    const host = watchedHost({ clients: [bound] });
    const { authReqId } = { authReqId: `${'s'.repeat(22)}.${'x'.repeat(43)}` };
    const res = await at.send(host, { fields: { auth_req_id: authReqId } });
    expectRefusal(res, [400, 'unauthorized_client'], {
      description: 'The client demands bound tokens, which are not offered.',
    });
    expect([host.stored, host.notified]).toEqual([[], []]);
  });

  it('a client that demands tokens bound by DPoP is refused with or without', async () => {
    const dpop = { ...till, dpop_bound_access_tokens: true };
    for (const host of [watchedHost({ clients: [dpop] }), hostShown(undefined, [dpop])])
      expectRefusal(await at.send(host), [400, 'unauthorized_client']);
  });
});
