import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as openid from 'openid-client';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from '../examples/support/fapi-host.js';
import { type ClientKey, clientKey } from '../support/client-keys.js';
import { fetchWith } from './fapi-fetch.js';
import { HttpsHost } from './support/https-host.js';
import { ACCOUNT, PAYMENT, TYPES } from './support/payments.js';

jest.setTimeout(60_000);

const SCOPE = { scope: 'openid' };
const TILL = { client_id: 'till', client_secret: 'till-secret', scope: 'openid' };

describe('openid-client with an ID token of the FAPI host for a hint', () => {
  let folder: FapiFolder;
  let host: FapiHost;

  beforeAll(async () => {
    folder = await fapiFolder();
    const clients = [TILL, { ...TILL, client_id: 'other-till' }];
    host = await startFapiHost(folder, { interval: 1, testApproval: true, clients });
  });
  afterAll(async () => {
    await host?.stop();
    folder?.remove();
  });

  const discovered = (id: string): Promise<openid.Configuration> =>
    openid.discovery(new URL(host.issuer), id, undefined, openid.ClientSecretBasic('till-secret'), {
      execute: [openid.enableNonRepudiationChecks],
      [openid.customFetch]: fetchWith(folder.serverCa.cert),
    });
  const tokensFor = async (client: openid.Configuration, hint: Record<string, string>) => {
    const asked = await openid.initiateBackchannelAuthentication(client, { ...SCOPE, ...hint });
    const query = new URLSearchParams({ auth_req_id: asked.auth_req_id, action: 'allow' });
    expect((await host.call(`/test/approve?${query}`, { method: 'POST' })).status).toBe(204);
    return openid.pollBackchannelAuthenticationGrant(client, asked);
  };

  it('asks the same user again', async () => {
    const client = await discovered('till');
    const { id_token = '' } = await tokensFor(client, { login_hint: 'mailto:alice@example.com' });
    const again = await tokensFor(client, { id_token_hint: id_token });
    expect(again.claims()).toMatchObject({ iss: host.issuer, aud: 'till', sub: 'alice' });
  });

  it('is refused with that of another client, and with a token that is none', async () => {
    const login_hint = JSON.stringify({ format: 'iss_sub', iss: `${host.issuer}/`, sub: 'alice' });
    const { id_token = '' } = await tokensFor(await discovered('other-till'), { login_hint });
    const client = await discovered('till');
    for (const id_token_hint of [id_token, 'alice']) {
      const asking = openid.initiateBackchannelAuthentication(client, { ...SCOPE, id_token_hint });
      await expect(asking).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
    }
  });
});

describe('openid-client with an ID token of a host whose signing key was changed since', () => {
  const [before, after] = [clientKey('ES256', 'before'), clientKey('ES256', 'after')];
  const signedBy = ({ privateKey, alg, jwk: { kid } }: ClientKey) => ({
    keys: [{ ...privateKey.export({ format: 'jwk' }), alg, kid }],
  });
  let host: HttpsHost;
  let hint: string;

  beforeEach(async () => {
    host = await HttpsHost.start({ idToken: signedBy(before) });
    const client = await host.discover();
    const asked = await openid.initiateBackchannelAuthentication(client, { ...SCOPE, login_hint: 'alice' });
    await host.approve();
    hint = (await openid.pollBackchannelAuthenticationGrant(client, asked)).id_token ?? '';
  });
  afterEach(() => host.close());

  it('asks the same user again where idTokenHintKeys has the old key, which is published no more', async () => {
    await host.restart({ idToken: signedBy(after), idTokenHintKeys: [before.jwk] });
    expect(host.ciba.jwks().keys.map(({ kid }) => kid)).toEqual(['after']);
    const client = await host.discover();
    const asked = await openid.initiateBackchannelAuthentication(client, { ...SCOPE, id_token_hint: hint });
    expect(host.asked.at(-1)?.user.sub).toBe('alice');
    await host.approve();
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(tokens.claims()?.sub).toBe('alice');
  });

  it('is refused where nothing has the old key', async () => {
    await host.restart({ idToken: signedBy(after) });
    const client = await host.discover();
    const asking = openid.initiateBackchannelAuthentication(client, { ...SCOPE, id_token_hint: hint });
    await expect(asking).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('has all of it in one flow: hint, details, resources, a nonce, a key, and a part of what was granted', async () => {
    const [orders, invoices] = ['https://orders.example.com', 'https://invoices.example.com'] as const;
    const dpop = { nonceKey: randomBytes(32) };
    await host.restart({
      idToken: signedBy(after),
      idTokenHintKeys: [before.jwk],
      authorizationDetails: TYPES,
      dpop,
    });
    const polls: string[] = [];
    const client = await host.discover(polls);
    const DPoP = openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
    const details = JSON.stringify([PAYMENT, ACCOUNT]);
    const parameters = new URLSearchParams({ ...SCOPE, id_token_hint: hint, authorization_details: details });
    for (const resource of [orders, invoices]) parameters.append('resource', resource);
    const asked = await openid.initiateBackchannelAuthentication(client, parameters);
    await host.approve({ authorization_details: [{ ...PAYMENT, amount: 60 }] });
    const part = [{ ...PAYMENT, amount: 40 }];
    const wanted = { resource: invoices, authorization_details: JSON.stringify(part) };
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked, wanted, { DPoP });
    expect({ ...tokens, sub: tokens.claims()?.sub, polls }).toMatchObject({
      token_type: 'dpop',
      scope: 'openid',
      authorization_details: part,
      sub: 'alice',
      polls: ['use_dpop_nonce', 'tokens'],
    });
    expect(host.grants.at(-1)).toMatchObject({
      sub: 'alice',
      resource: [invoices],
      authorization_details: part,
      cnf: { jkt: await DPoP.calculateThumbprint() },
    });
    const url = new URL(`${host.url}/grant`);
    const { access_token } = tokens;
    const answer = await openid.fetchProtectedResource(
      client,
      access_token,
      url,
      'GET',
      undefined,
      undefined,
      {
        DPoP,
      },
    );
    expect(await answer.json()).toEqual({ sub: 'alice', resource: [invoices], details: part });
  });
});
