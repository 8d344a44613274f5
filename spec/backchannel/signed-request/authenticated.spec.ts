import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { CibaEvents } from '../../../lib/events.js';
import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, basic, type FormPost, start } from '../../support/http-requests.js';
import { expectSignedRefused, wrongClaim } from '../../support/signed-answers.js';
import {
  askSigned,
  assertion,
  requestObject,
  type SignedWish,
  type Signer,
  signedFields,
  signerOf,
  signers,
} from '../../support/signed-request.js';

type Sending = (signer: Signer) => FormPost;

/** How a signing client may prove who it is. */
const methods: readonly (readonly [string, Sending])[] = [
  [
    'client_secret_basic',
    ({ client }) => ({
      client: null,
      headers: basic(`${client.client_id}:${client.client_secret}`),
    }),
  ],
  ['client_secret_post', ({ client }) => ({ client })],
  ['private_key_jwt', (signer) => assertion(signer)],
];

describe.each(['ES256', 'PS256'])('a request signed by %s', (alg) => {
  it.each(methods)('goes together with %s', async (token_endpoint_auth_method, sending) => {
    const signer = signerOf(alg, { token_endpoint_auth_method });
    const host = testHost({ clients: [signer.client] });
    const { status, body } = await askSigned(host, signer, {}, sending(signer));
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });

  it.each(methods)('is no proof in place of %s', async (token_endpoint_auth_method) => {
    const signer = signerOf(alg, { token_endpoint_auth_method });
    const host = testHost({ clients: [signer.client] });
    const fields = { client_id: signer.client.client_id };
    for (const named of [fields, {}]) {
      const res = await askSigned(host, signer, {}, { client: null, fields: named });
      expectRefusal(res, [401, 'invalid_client']);
    }
    await expectNothingAsked(host);
  });

  it('is looked at only once its client has proved itself', async () => {
    const signer = signerOf(alg);
    const host = testHost({ clients: [signer.client] });
    for (const header of [{}, { alg: 'none' }]) {
      const wrong = { ...signer.client, client_secret: 'wrong' };
      expectRefusal(await askSigned(host, signer, { header }, { client: wrong }), [401, 'invalid_client']);
    }
  });
});

describe('a client assertion and a signed request', () => {
  const signer = signerOf('ES256', { token_endpoint_auth_method: 'private_key_jwt' });
  const clients = [signer.client];

  it('may have the same jti, being two things', async () => {
    const host = testHost({ clients });
    const claims = { jti: 'same' };
    const { status } = await askSigned(host, signer, { claims }, assertion(signer, { claims }));
    expect(status).toBe(200);
  });

  it('are not the same JWT: a typed assertion is no request', async () => {
    const header = { typ: 'client-authentication+jwt' };
    const proof = assertion(signer, { claims: signedClaims(), header });
    await expectNoRequest(proof, 'The signed request is another kind of JWT.');
  });

  it('are not the same JWT: an assertion without a type asks for nothing', async () => {
    await expectNoRequest(assertion(signer), wrongClaim('nbf'));
  });

  it.each<[string, SignedWish]>([
    ['a typed request', { claims: { sub: signer.client.client_id }, header: { typ: 'oauth-authz-req+jwt' } }],
    ['a request without a type, which says nothing of its subject', {}],
  ])('are not the same JWT: %s is no assertion', async (_name, wish) => {
    const host = testHost({ clients });
    const proof = assertion(signer);
    const fields = { ...proof.fields, client_assertion: requestObject(signer, wish) };
    expectRefusal(await askSigned(host, signer, {}, { ...proof, fields }), [401, 'invalid_client']);
    await expectNothingAsked(host);
  });

  /** The assertion proves the client, and is no request. */
  async function expectNoRequest(proof: FormPost, description: string): Promise<void> {
    const request = proof.fields?.client_assertion;
    const sent = { ...proof, fields: { ...proof.fields, request } };
    await expectSignedRefused(signer, {}, description, { sent });
  }

  function signedClaims() {
    return { nbf: Math.floor(Date.now() / 1000), scope: 'openid', login_hint: 'alice' };
  }
});

describe('the event requested', () => {
  it('has the hash of the signed request, so that an audit can keep the request itself', async () => {
    const host = testHost({ clients: [signers.ES256.client] });
    const events: CibaEvents['requested'][] = [];
    host.ciba.on('requested', (event) => events.push(event));
    const fields = signedFields(signers.ES256);
    expect((await ask(host, fields, { client: signers.ES256.client })).status).toBe(200);
    const request_sha256 = createHash('sha256').update(String(fields.request)).digest('base64url');
    expect(events).toEqual([
      {
        selector: host.notified[0]?.split('.')[0],
        client_id: 'signer-ES256',
        sub: 'alice',
        delivery_mode: 'poll',
        scope: ['openid'],
        expires_in: 300,
        request_sha256,
      },
    ]);
  });

  it('has none where nothing was signed', async () => {
    const host = testHost();
    const events: CibaEvents['requested'][] = [];
    host.ciba.on('requested', (event) => events.push(event));
    await start(host);
    expect(Object.keys(events[0] ?? {})).toEqual(expect.not.arrayContaining(['request_sha256']));
  });
});
