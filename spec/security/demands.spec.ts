import { createHash } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import type { CibaGrant, PresentedCertificate } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { libraries } from '../oauth2-server/support/libraries.js';
import { TestModel, tillRow } from '../oauth2-server/support/model.js';
import { presetHost } from '../oauth2-server/support/preset-host.js';
import { selfSigned } from '../support/certificates.js';
import { testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll, startApproved } from '../support/http-requests.js';
import { askSigned, signerOf } from '../support/signed-request.js';

type Demand = Record<string, unknown>;

/** Demands that nothing here can meet: no proof of possession is taken, and no certificate gets here over plain HTTP. */
const boundTokens: readonly Demand[] = [
  { dpop_bound_access_tokens: true },
  { dpop_bound_access_tokens: 'true' },
  { dpop_bound_access_tokens: 1 },
  { tls_client_certificate_bound_access_tokens: true },
  { tls_client_certificate_bound_access_tokens: 'true' },
  { tls_client_certificate_bound_access_tokens: 1 },
];
const boundByCertificate = boundTokens.filter((demand) => !('dpop_bound_access_tokens' in demand));
const signedRequests: readonly Demand[] = [
  { backchannel_authentication_request_signing_alg: 'ES256' },
  { require_signed_request_object: true },
];
const otherIdTokens: readonly Demand[] = [
  { subject_type: 'pairwise' },
  { id_token_encrypted_response_alg: 'RSA-OAEP' },
];
const bound = { description: 'The client demands bound tokens, which are not offered.' };
const unsigned = { description: 'The request must be signed.' };
const wanted = { description: 'A client certificate is required: the tokens are bound to it.' };

/** A host whose till is registered as `registration` says at the moment. */
function hostOf(registered: Demand = {}, adapter: Parameters<typeof testHost>[0] = {}) {
  let client = { ...till, ...registered };
  const host = testHost({ ...adapter, adapter: { getClient: () => client, ...adapter.adapter } });
  const register = (demand: Demand): void => {
    client = { ...till, ...demand };
  };
  return { ...host, register };
}

describe('a client registered for bound tokens gets none that are not', () => {
  it.each(boundTokens)('%j: unauthorized_client, and nobody is asked', async (demand) => {
    const host = hostOf(demand);
    expectRefusal(await ask(host), [400, 'unauthorized_client'], bound);
    await expectNothingAsked(host);
  });

  it.each(boundTokens)('%j after the approval: unauthorized_client, and nothing is spent', async (demand) => {
    const host = hostOf();
    const { authReqId } = await startApproved(host);
    host.register(demand);
    expectRefusal(await poll(host, authReqId), [400, 'unauthorized_client'], bound);
    host.register({});
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('where the demand is false there is none', async () => {
    const none = { dpop_bound_access_tokens: false, tls_client_certificate_bound_access_tokens: false };
    const host = hostOf({ ...none, require_signed_request_object: false, subject_type: 'public' });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

describe('a client registered for tokens bound to its certificate, where certificates get here', () => {
  it.each(boundByCertificate)(
    '%j: is asked for it with its poll, and gets its tokens with it',
    async (demand) => {
      const { x509: certificate } = await selfSigned({ subject: 'CN=till' });
      let shown: PresentedCertificate | undefined;
      const grants: unknown[] = [];
      const issueTokens = ({ cnf }: CibaGrant) => {
        grants.push(cnf);
        return { access_token: 'at', token_type: 'Bearer' };
      };
      const host = hostOf(demand, { adapter: { getCertificate: () => shown, issueTokens } });
      const { authReqId } = await startApproved(host);
      expectRefusal(await poll(host, authReqId), [400, 'invalid_request'], wanted);
      shown = { certificate, chainVerified: false };
      expect((await poll(host, authReqId)).status).toBe(200);
      const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
      expect(grants).toEqual([{ 'x5t#S256': thumbprint }]);
    },
  );

  it('is no help to one that demands proof of possession', async () => {
    const host = hostOf({ dpop_bound_access_tokens: true }, { adapter: { getCertificate: () => undefined } });
    expectRefusal(await ask(host), [400, 'unauthorized_client'], bound);
    await expectNothingAsked(host);
  });
});

describe('a client registered to sign its requests', () => {
  it.each(signedRequests)('%j sends no unsigned one: invalid_request', async (demand) => {
    const host = hostOf(demand);
    expectRefusal(await ask(host), [400, 'invalid_request'], unsigned);
    await expectNothingAsked(host);
  });

  it.each([
    [
      { backchannel_authentication_request_signing_alg: 'ES256' },
      'is signed by a key that the client did not register.',
    ],
    [{ require_signed_request_object: true }, undefined],
  ])('%j is not helped by what only looks signed', async (demand, wrong) => {
    const host = hostOf(demand);
    const unregistered = 'The client registered no backchannel_authentication_request_signing_alg.';
    const description = wrong === undefined ? unregistered : `The signed request ${wrong}`;
    const fields = { scope: undefined, login_hint: undefined, request: 'a.b' };
    expectRefusal(await ask(host, fields), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });

  it('has its signed request taken, and no other', async () => {
    const { client, key } = signerOf('ES256');
    const host = testHost({ clients: [client] });
    expectRefusal(await ask(host, {}, { client }), [400, 'invalid_request'], unsigned);
    expect((await askSigned(host, { client, key })).status).toBe(200);
  });
});

describe('a client registered for an ID token of another kind', () => {
  it.each(otherIdTokens)('%j gets none of the built-in signer: 500, the approval is kept', async (demand) => {
    const host = hostOf(demand);
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expect(host.logged).toHaveLength(1);
    host.register({});
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each(otherIdTokens)('%j gets the one that issueTokens made', async (demand) => {
    const tokens = { access_token: 'at', token_type: 'Bearer', id_token: 'made.by.host' };
    const host = hostOf(demand, { adapter: { issueTokens: () => tokens } });
    const { authReqId } = await startApproved(host);
    const { status, body } = await poll(host, authReqId);
    expect([status, body.id_token]).toEqual([200, 'made.by.host']);
  });
});

describe.each(libraries)('a client of a model on $name', (library) => {
  const register = (model: TestModel, demand: Demand) =>
    model.clients.splice(0, 1, { ...tillRow, ...demand });

  it.each([
    ...boundTokens.map((demand) => [demand, 'unauthorized_client', bound.description] as const),
    ...signedRequests.map((demand) => [demand, 'invalid_request', unsigned.description] as const),
  ])('is refused for what it demands: %j', async (demand, error, error_description) => {
    const host = presetHost(library, { model: new TestModel({ ...tillRow, ...demand }) });
    const { status, body } = await host.ask();
    expect({ status, body }).toEqual({ status: 400, body: { error, error_description } });
    expect(await host.ciba.listRequests({ sub: 'alice' })).toEqual([]);
  });

  it.each([
    ...boundTokens.map((demand) => [demand, 400, 'unauthorized_client'] as const),
    ...otherIdTokens.map((demand) => [demand, 500, 'server_error'] as const),
  ])('gets no tokens against what it demands, and keeps its approval: %j', async (demand, status, error) => {
    const host = presetHost(library);
    const authReqId = await host.approved();
    register(host.model, demand);
    const refused = await host.redeem(authReqId);
    expect([refused.status, refused.body.error]).toEqual([status, error]);
    register(host.model, {});
    expect((await host.redeem(authReqId)).status).toBe(200);
  });

  it('has the resource and the authorization_details it was granted saved with its token', async () => {
    const host = presetHost(library);
    const details = [{ type: 'payment', amount: '5.00' }];
    const resource = 'https://api.example.com/';
    const { body } = await host.ask({ authorization_details: JSON.stringify(details), resource });
    const [{ id } = { id: '' }] = await host.ciba.listRequests({ sub: 'alice' });
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await host.redeem(body.auth_req_id)).status).toBe(200);
    const [[token] = []] = host.model.callsOf('saveToken');
    expect(token).toMatchObject({ authorization_details: details, resource: [resource] });
  });

  it('has no such members where nothing of the kind was granted', async () => {
    const host = presetHost(library);
    await host.redeem(await host.approved());
    const [[token] = []] = host.model.callsOf('saveToken');
    expect(Object.keys(token as object)).not.toEqual(expect.arrayContaining(['resource']));
    expect(Object.keys(token as object)).not.toEqual(expect.arrayContaining(['authorization_details']));
  });

  it('asks for no scope beyond the text it is registered with, openid added', async () => {
    const host = presetHost(library, { model: new TestModel({ ...tillRow, scope: 'read write' }) });
    expect((await host.ask({ scope: 'openid read' })).status).toBe(200);
    const { status, body } = await host.ask({ scope: 'openid read admin' });
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'invalid_scope', error_description: 'The client is not registered for this scope.' },
    });
  });
});

describe('a client whose registration says so in other words than true', () => {
  const userCode = (value: unknown) => ({ ...till, backchannel_user_code_parameter: value }) as CibaClient;

  it.each(['true', 1, true])('must send its user code: %j', async (value) => {
    const verifyUserCode = (_user: unknown, code: string | undefined) => code === '1234';
    const host = testHost({ clients: [userCode(value)], adapter: { verifyUserCode } });
    expectRefusal(await ask(host), [400, 'missing_user_code']);
    expectRefusal(await ask(host, { user_code: '9' }), [400, 'invalid_user_code']);
    await expectNothingAsked(host);
    expect((await ask(host, { user_code: '1234' })).status).toBe(200);
  });

  it.each([
    ['a promise of false', async () => false],
    ['a promise of true', async () => true],
    ['1', () => 1],
    ['text', () => 'yes'],
    ['an object', () => ({})],
  ])('must send its hint where hintOptional answers %s', async (_name, hintOptional) => {
    const resolveUser = jest.fn(() => ({ sub: 'alice' }));
    const host = testHost({ hintOptional: hintOptional as never, adapter: { resolveUser } });
    const res = await ask(host, { login_hint: undefined });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A hint is required.' });
    expect(resolveUser).not.toHaveBeenCalled();
  });
});
