import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PresentedCertificate } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type Certified, certificateAuthority } from '../support/certificates.js';
import { till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { basic, type FormPost, poll } from '../support/http-requests.js';
import { fapiClient, fapiHost, startFapi } from '../support/signed-profile.js';
import { askSigned, assertion, type Signer, startSigned } from '../support/signed-request.js';

const { client_secret } = till;

/** How a client of another method would prove itself. */
const others: readonly (readonly [string, Partial<CibaClient>, (client_id: string) => FormPost])[] = [
  [
    'client_secret_basic',
    { token_endpoint_auth_method: 'client_secret_basic', client_secret },
    (client_id) => ({ client: null, headers: basic(`${client_id}:${client_secret}`) }),
  ],
  [
    'client_secret_post',
    { token_endpoint_auth_method: 'client_secret_post', client_secret },
    (client_id) => ({ client: { client_id, client_secret } }),
  ],
  [
    'a secret, having registered no method',
    { token_endpoint_auth_method: undefined, client_secret },
    (client_id) => ({ client: { client_id, client_secret } }),
  ],
  ['none', { token_endpoint_auth_method: 'none' }, (client_id) => ({ client: { client_id } })],
];

describe('a client of the profile', () => {
  it.each(others)('refuses a client that authenticates by %s', async (_method, registered, proofOf) => {
    const signer = fapiClient('ES256', registered);
    const { client_id } = signer.client;
    const host = fapiHost({ clients: [signer.client] });
    const proof = proofOf(client_id);
    const challenge = proof.headers !== undefined;
    expectRefusal(await askSigned(host, signer, {}, proof), [401, 'invalid_client'], { challenge });
    expectRefusal(await poll(host, 'x', proof), [401, 'invalid_client'], { challenge });
    await expectNothingAsked(host);
  });

  it('refuses a secret of a client that authenticates by private_key_jwt', async () => {
    const signer = fapiClient('ES256', { client_secret });
    const host = fapiHost({ clients: [signer.client] });
    expectRefusal(await askSigned(host, signer), [401, 'invalid_client']);
    await expectNothingAsked(host);
  });

  it('refuses a client that is pushed to', async () => {
    const signer = fapiClient('ES256', { backchannel_token_delivery_mode: 'push' });
    const host = fapiHost({ clients: [signer.client] });
    expectRefusal(await askSigned(host, signer, {}, assertion(signer)), [400, 'unauthorized_client']);
    await expectNothingAsked(host);
  });

  it('takes a client that authenticates by private_key_jwt', async () => {
    const signer = fapiClient('ES256');
    const host = fapiHost({ clients: [signer.client] });
    await startFapi(host, signer);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });
});

describe('a client of the profile with a certificate', () => {
  const binding_message = 'W4SCT';
  let own: Certified;

  beforeAll(async () => {
    const authority = await certificateAuthority();
    own = await authority.issue({ subject: 'CN=client1,O=Test' });
  });

  const tls = (): Signer =>
    fapiClient('ES256', {
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: 'CN=client1,O=Test',
    });
  const selfSigned = (): Signer => {
    const signer = fapiClient('ES256', { token_endpoint_auth_method: 'self_signed_tls_client_auth' });
    const jwk = own.x509.publicKey.export({ format: 'jwk' }) as typeof signer.key.jwk;
    return { ...signer, client: { ...signer.client, jwks: { keys: [signer.key.jwk, jwk] } } };
  };
  const presenting = (chainVerified: boolean): PresentedCertificate => ({
    certificate: own.x509,
    chainVerified,
  });

  it.each([
    ['tls_client_auth', tls, true],
    ['self_signed_tls_client_auth', selfSigned, false],
  ] as const)('is taken by %s', async (_method, signerOf, chainVerified) => {
    const signer = signerOf();
    const host = fapiHost({ clients: [signer.client] });
    const { client_id } = signer.client;
    host.present(presenting(chainVerified));
    await startSigned(host, signer, { claims: { binding_message } }, { client: { client_id } });
  });

  it.each([
    ['tls_client_auth', tls],
    ['self_signed_tls_client_auth', selfSigned],
  ] as const)('is refused by %s without the certificate', async (_method, signerOf) => {
    const signer = signerOf();
    const host = fapiHost({ clients: [signer.client] });
    const { client_id } = signer.client;
    expectRefusal(await askSigned(host, signer, {}, { client: { client_id } }), [401, 'invalid_client']);
    await expectNothingAsked(host);
  });
});

describe('clientAuthMethods under the profile', () => {
  it('leaves out what is not listed', async () => {
    const signer = fapiClient('ES256');
    const host = fapiHost({ clients: [signer.client], clientAuthMethods: ['tls_client_auth'] });
    expectRefusal(await askSigned(host, signer, {}, assertion(signer)), [401, 'invalid_client']);
    await expectNothingAsked(host);
  });
});
