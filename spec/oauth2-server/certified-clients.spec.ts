import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CibaAdapter, PresentedCertificate } from '../../lib/adapter.js';
import { type Certified, certificateAuthority } from '../support/certificates.js';
import { clientKey } from '../support/client-keys.js';
import { CIBA_GRANT } from '../support/host.js';
import { type FormPost, post } from '../support/http-requests.js';
import { assertion, signedFields, signerOf } from '../support/signed-request.js';
import { libraries } from './support/libraries.js';
import { TestModel, tillRow } from './support/model.js';
import { type PresetHost, presetHost } from './support/preset-host.js';

const key = clientKey('ES256');
const jwks = { keys: [key.jwk] };
/** The till as it signs: what it says of itself is in its row. */
const signer = { key, client: { ...signerOf('ES256').client, client_id: 'till' } };
const request_alg = { backchannel_authentication_request_signing_alg: 'ES256', jwks };

let certified: Certified;

beforeAll(async () => {
  const authority = await certificateAuthority();
  certified = await authority.issue({ subject: 'CN=till,O=Test', dns: ['till.example.com'] });
});

function ask(host: PresetHost, proof: FormPost, fields: FormPost['fields'] = {}) {
  const standard = { scope: 'openid', login_hint: 'alice' };
  return post(host, '/bc-authorize', { ...proof, fields: { ...standard, ...fields, ...proof.fields } });
}

async function approve({ ciba }: PresetHost): Promise<void> {
  const [{ id } = { id: '' }] = await ciba.listRequests({ sub: 'alice' });
  expect(await ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
}

function redeem(host: PresetHost, auth_req_id: string, proof: FormPost) {
  return post(host, '/token', { ...proof, fields: { grant_type: CIBA_GRANT, auth_req_id, ...proof.fields } });
}

describe.each(libraries)('a client of a model on $name', (library) => {
  const hostOf = (columns: object, adapter: Partial<CibaAdapter> = {}): PresetHost =>
    presetHost(library, { model: new TestModel({ ...tillRow, ...columns }), adapter });
  const presenting = (chainVerified = true): { getCertificate: () => PresentedCertificate } => ({
    getCertificate: () => ({ certificate: certified.x509, chainVerified }),
  });

  it('signs its requests and proves itself by private_key_jwt, as its columns say', async () => {
    const host = hostOf({
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      ...request_alg,
    });
    const asked = await ask(host, assertion(signer), signedFields(signer));
    expect(asked.status).toBe(200);
    await approve(host);
    const { status, body } = await redeem(host, asked.body.auth_req_id, assertion(signer));
    expect([status, body.token_type]).toEqual([200, 'Bearer']);
    expect(host.model.callsOf('getClient').every(([, secret]) => secret === null)).toBe(true);
  });

  it('may not do without a signature, an assertion or their algorithm', async () => {
    const host = hostOf({ token_endpoint_auth_method: 'private_key_jwt', ...request_alg });
    const secret = { client: { client_id: 'till', client_secret: 'till-secret' } };
    expect((await ask(host, secret, signedFields(signer))).status).toBe(401);
    const unsigned = await ask(host, assertion(signer));
    expect([unsigned.status, unsigned.body.error]).toEqual([400, 'invalid_request']);
    const other = hostOf({
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      jwks,
    });
    expect((await ask(other, assertion(signer))).status).toBe(401);
  });

  it.each([
    ['tls_client_auth_subject_dn', 'CN=till,O=Test'],
    ['tls_client_auth_san_dns', 'till.example.com'],
  ])('proves itself by the certificate that its column names: %s', async (column, name) => {
    const columns = { token_endpoint_auth_method: 'tls_client_auth', [column]: name };
    const proof = { client: { client_id: 'till' } };
    expect((await ask(hostOf(columns, presenting()), proof)).status).toBe(200);
    expect((await ask(hostOf(columns, presenting(false)), proof)).status).toBe(401);
    const other = { ...columns, [column]: 'CN=other' };
    expect((await ask(hostOf(other, presenting()), proof)).status).toBe(401);
  });

  it('has what its tokens are bound to saved with its token, where it demands that', async () => {
    const host = hostOf({ tls_client_certificate_bound_access_tokens: true }, presenting());
    expect((await host.redeem(await host.approved())).status).toBe(200);
    const [[token] = []] = host.model.callsOf('saveToken');
    const thumbprint = createHash('sha256').update(certified.x509.raw).digest('base64url');
    expect(token).toMatchObject({ cnf: { 'x5t#S256': thumbprint } });
  });

  it('has no such member where it demands nothing', async () => {
    const host = hostOf({}, presenting());
    await host.redeem(await host.approved());
    const [[token] = []] = host.model.callsOf('saveToken');
    expect(token).not.toHaveProperty('cnf');
  });

  it('may have columns of certified clients that are null', async () => {
    const names = ['jwks', 'jwks_uri', 'token_endpoint_auth_signing_alg', 'require_signed_request_object'];
    const more = ['backchannel_authentication_request_signing_alg', 'tls_client_auth_subject_dn'];
    const bound = 'tls_client_certificate_bound_access_tokens';
    const columns = Object.fromEntries([...names, ...more, bound].map((name) => [name, null]));
    const host = hostOf(columns);
    expect((await host.redeem(await host.approved())).status).toBe(200);
  });
});
