import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { clientKey } from '../support/client-keys.js';
import { type ProofWish, proofKey, proofOf } from '../support/dpop-proofs.js';
import { CIBA_GRANT } from '../support/host.js';
import { approve } from './support/fapi-client.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';
import type { Answer } from './support/fapi-https.js';

jest.setTimeout(60_000);

const TILL = { client_id: 'till', client_secret: 'till-secret', scope: 'openid accounts' };
const BASIC = { Authorization: `Basic ${btoa('till:till-secret')}` };
const otherKey = clientKey('ES256', 'other');
const DETAILS = [{ type: 'payment', amount: 100 }, { type: 'whatever suites like' }];

describe('tokens of the FAPI host that are bound to a key', () => {
  let folder: FapiFolder;
  let host: FapiHost;
  let tokens: Answer['body'];

  beforeAll(async () => {
    folder = await fapiFolder();
    host = await startFapiHost(folder, { testApproval: true, clients: [TILL] });
    tokens = (await redeemed()).body;
  });
  afterAll(async () => {
    await host.stop();
    folder.remove();
  });

  const toToken = (form: Record<string, string>, wish: ProofWish = {}): Promise<Answer> => {
    const DPoP = proofOf({ ...wish, claims: { htu: `${host.issuer}/token`, ...wish.claims } });
    return host.call('/token', { form, headers: { ...BASIC, DPoP } });
  };
  const redeemed = async (): Promise<Answer> => {
    const form = new URLSearchParams({ scope: 'openid accounts', login_hint: 'mailto:alice@example.com' });
    form.append('authorization_details', JSON.stringify(DETAILS));
    for (const name of ['a', 'b']) form.append('resource', `https://${name}.example.com`);
    const auth_req_id = String((await host.call('/bc-authorize', { form, headers: BASIC })).body.auth_req_id);
    await approve(host, auth_req_id);
    return toToken({ grant_type: CIBA_GRANT, auth_req_id });
  };
  const athOf = (token: unknown): string => hash('sha256', String(token), 'base64url');
  /** A proof for the accounts. */
  const proof = ({ claims, ...wish }: ProofWish = {}): string => {
    const own = { htm: 'GET', htu: `${host.issuer}/accounts`, ath: athOf(tokens.access_token) };
    return proofOf({ ...wish, claims: { ...own, ...claims } });
  };
  const accounts = (DPoP: string | undefined, credentials = `DPoP ${tokens.access_token}`): Promise<Answer> =>
    host.call('/accounts', { headers: { Authorization: credentials, ...(DPoP && { DPoP }) } });

  it('say so, and what was granted', () => {
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'DPoP',
      expires_in: 600,
      refresh_token: expect.any(String),
      scope: 'openid accounts',
      authorization_details: DETAILS,
      id_token: expect.any(String),
    });
  });

  it('open the accounts with a proof, which tell what the token is for', async () => {
    const { status, body } = await accounts(proof());
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        sub: 'alice',
        client_id: 'till',
        scope: 'openid accounts',
        claims: { email: 'alice@example.com' },
        accounts: [{ account_id: 'alice-1', currency: 'EUR' }],
        resource: ['https://a.example.com', 'https://b.example.com'],
        authorization_details: DETAILS,
      },
    });
  });

  it.each<[string, () => string | undefined, string]>([
    ['no proof', () => undefined, 'invalid_dpop_proof'],
    ['half a proof', () => proof().slice(0, -9), 'invalid_dpop_proof'],
    [
      'a proof for another resource',
      () => proof({ claims: { htu: `${host.issuer}/other` } }),
      'invalid_dpop_proof',
    ],
    ['a proof for another method', () => proof({ claims: { htm: 'POST' } }), 'invalid_dpop_proof'],
    ['a proof for another token', () => proof({ claims: { ath: athOf('other') } }), 'invalid_dpop_proof'],
    ['a proof for no token', () => proof({ claims: { ath: undefined } }), 'invalid_dpop_proof'],
    ['a proof of another key', () => proof({ key: otherKey }), 'invalid_token'],
  ])('are refused with %s', async (_what, header, error) => {
    const { status, headers, body } = await accounts(header());
    expect({ status, challenge: headers['www-authenticate'], body }).toEqual({
      status: 401,
      challenge: `DPoP error="${error}"`,
      body: { error },
    });
  });

  it('are refused with a proof that was used before', async () => {
    const used = proof();
    expect((await accounts(used)).status).toBe(200);
    const { status, headers } = await accounts(used);
    expect([status, headers['www-authenticate']]).toEqual([401, 'DPoP error="invalid_dpop_proof"']);
  });

  it.each<[string, () => string, string]>([
    ['as bearer tokens', () => `Bearer ${tokens.access_token}`, 'DPoP error="invalid_token"'],
    ['where nobody issued them', () => `DPoP ${'x'.repeat(43)}`, 'DPoP error="invalid_token"'],
    ['without the token', () => 'DPoP', 'Bearer'],
  ])('are refused %s', async (_what, credentials, challenge) => {
    const { status, headers } = await accounts(proof(), credentials());
    expect([status, headers['www-authenticate']]).toEqual([401, challenge]);
  });

  it('stay bound to that key, and good for the same, when they are refreshed', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
    const by = { status: 400, body: { error: 'invalid_grant', error_description: expect.any(String) } };
    const { status, body } = await toToken(form, { key: otherKey });
    expect({ status, body }).toEqual(by);
    const bare = await host.call('/token', { form, headers: BASIC });
    expect({ status: bare.status, body: bare.body }).toEqual(by);
    const refreshed = await toToken(form);
    expect(refreshed.body).toEqual({
      access_token: expect.any(String),
      token_type: 'DPoP',
      expires_in: 600,
      scope: 'openid accounts',
      authorization_details: DETAILS,
      id_token: expect.any(String),
    });
    const { access_token } = refreshed.body;
    const opened = await accounts(proof({ claims: { ath: athOf(access_token) } }), `DPoP ${access_token}`);
    expect(opened.body).toMatchObject({ sub: 'alice', authorization_details: DETAILS });
  });

  it('are not refreshed by a proof that is for something else', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
    expect(await toToken(form, { key: proofKey, claims: { htm: 'GET' } })).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof' },
    });
  });
});
