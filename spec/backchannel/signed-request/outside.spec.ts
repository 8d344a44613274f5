import { describe, expect, it } from '@jest/globals';
import { type TestHost, testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, type Fields, post } from '../../support/http-requests.js';
import { expectSignedRefused, wrongClaim } from '../../support/signed-answers.js';
import {
  askSigned,
  requestObject,
  signedFields,
  signers,
  startSigned,
} from '../../support/signed-request.js';

const signer = signers.ES256;
const { client } = signer;
const OUTSIDE = 'A parameter stands beside the signed request.';
const BY_REFERENCE = 'request_uri is not supported.';
const UNSIGNED = 'The request must be signed.';

const parameters = [
  ...['scope', 'client_notification_token', 'acr_values', 'login_hint_token', 'id_token_hint', 'login_hint'],
  ...['binding_message', 'user_code', 'requested_expiry', 'request_context', 'authorization_details'],
  ...['resource', 'claims', 'nonce', 'max_age', 'ui_locales', 'claims_locales', 'prompt'],
];

/** A host that remembers which parameters `resolveUser` was shown. */
function watchingHost(): TestHost & { readonly shown: string[][] } {
  const shown: string[][] = [];
  const host = testHost({
    clients: [client],
    adapter: {
      resolveUser: (_hint, { params }) => {
        shown.push([...params].map(([name, value]) => `${name}=${value}`));
        return { sub: 'alice' };
      },
    },
  });
  return { ...host, shown };
}

describe('a parameter beside a signed request', () => {
  it.each(parameters)('refuses the parameter %s outside', async (name) => {
    await expectSignedRefused(signer, {}, OUTSIDE, { sent: { fields: { [name]: 'anything' } } });
  });

  it('refuses one that says the same as inside', async () => {
    await expectSignedRefused(signer, {}, OUTSIDE, { sent: { fields: { scope: 'openid' } } });
    await expectSignedRefused(signer, {}, OUTSIDE, { sent: { fields: { login_hint: 'alice' } } });
  });

  it('refuses one that is missing inside, and never merges it', async () => {
    const claims = { login_hint: undefined };
    await expectSignedRefused(signer, { claims }, OUTSIDE, { sent: { fields: { login_hint: 'alice' } } });
    await expectSignedRefused(signer, { claims }, 'A hint is required.');
  });

  it('refuses it before the signature is looked at', async () => {
    const sent = { fields: { scope: 'openid' } };
    await expectSignedRefused(signer, { header: { alg: 'none' } }, OUTSIDE, { sent });
  });

  it.each(parameters)('takes %s without a value for left out', async (name) => {
    await startSigned(testHost({ clients: [client] }), signer, {}, { fields: { [name]: '' } });
  });

  it('ignores unknown ones, which say nothing to the host', async () => {
    const host = watchingHost();
    const fields = { vendor: 'outside', audience: 'x', constructor: 'y', __proto__: 'z', auth_req_id: 'w' };
    await startSigned(host, signer, { claims: { vendor: 'inside' } }, { fields });
    expect(host.shown).toEqual([['scope=openid', 'login_hint=alice', 'vendor=inside']]);
  });

  it('refuses a second signed request', async () => {
    const host = testHost({ clients: [client] });
    const request = [requestObject(signer), requestObject(signer)];
    const res = await askSigned(host, signer, {}, { fields: { request } });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });

  it('does not find the signed request in the URL', async () => {
    const host = testHost({ clients: [client] });
    const query = new URLSearchParams({ request: requestObject(signer) });
    const res = await post(host, `/bc-authorize?${query}`, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: UNSIGNED });
    await expectNothingAsked(host);
  });
});

describe('a request by reference', () => {
  it.each<[string, Fields]>([
    ['alone', { scope: undefined, login_hint: undefined }],
    ['beside plain parameters', {}],
    ['beside a signed request', signedFields(signer)],
  ])('is refused %s', async (_name, fields) => {
    const host = testHost({ clients: [client] });
    const res = await ask(host, { ...fields, request_uri: 'https://till.example/request.jwt' }, { client });
    expectRefusal(res, [400, 'invalid_request'], { description: BY_REFERENCE });
    await expectNothingAsked(host);
  });

  it('without a value is none', async () => {
    await startSigned(testHost({ clients: [client] }), signer, {}, { fields: { request_uri: '' } });
  });

  it.each(['request', 'request_uri'])('is refused as the claim %s, whatever it holds', async (claim) => {
    for (const value of [requestObject(signer), 'urn:x', '', null, false, {}])
      await expectSignedRefused(signer, { claims: { [claim]: value } }, wrongClaim(claim));
  });
});

describe('credentials among the claims', () => {
  const inside = {
    client_secret: client.client_secret,
    client_assertion: 'a.b.c',
    grant_type: 'x',
    sub: 'bob',
  };

  it('takes no client authentication from inside', async () => {
    const { client_id, client_secret } = client;
    const assertion = { client_assertion: 'a.b.c', client_assertion_type: 'urn:x' };
    for (const claims of [{ client_secret }, { client_id, client_secret }, assertion]) {
      const host = testHost({ clients: [client] });
      const res = await askSigned(host, signer, { claims }, { client: null, fields: { client_id } });
      expectRefusal(res, [401, 'invalid_client']);
      await expectNothingAsked(host);
    }
  });

  it('are ignored, and so are sub and grant_type', async () => {
    const host = watchingHost();
    const { id } = await startSigned(host, signer, { claims: { ...inside, cnf: { jkt: 'x' } } });
    expect(host.shown).toEqual([['scope=openid', 'login_hint=alice']]);
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.user).toEqual({ sub: 'alice' });
  });

  it('may not make an assertion of it: a subject that is the client', async () => {
    await expectSignedRefused(signer, { claims: { sub: client.client_id } }, wrongClaim('sub'));
  });

  it('may name the client itself', async () => {
    const host = watchingHost();
    await startSigned(host, signer, { claims: { client_id: client.client_id } });
    expect(host.shown).toEqual([['scope=openid', 'login_hint=alice']]);
  });

  it.each(['other-till', '', null, 5, [client.client_id]])(
    'may name no other client: %j',
    async (client_id) => {
      await expectSignedRefused(signer, { claims: { client_id } }, wrongClaim('client_id'));
    },
  );
});
