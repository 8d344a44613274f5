import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from 'jose';
import { CIBA_GRANT } from '../support/host.js';
import { trusting } from '../support/hosts-https.js';
import {
  accounts,
  approve,
  ask,
  assertion,
  type FapiClient,
  fapiClient,
  token,
  tokensOf,
} from './support/fapi-client.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';

jest.setTimeout(60_000);

describe('the tokens of the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;
  let one: FapiClient;
  let two: FapiClient;

  beforeAll(async () => {
    folder = await fapiFolder();
    [one, two] = await Promise.all([fapiClient('c1', folder), fapiClient('c2', folder, 'PS256')]);
    const profile = { profile: 'fapi-ciba', testApproval: true, caps: false };
    host = await startFapiHost(folder, { ...profile, clients: [one.metadata, two.metadata] });
  });
  afterAll(async () => {
    await host.stop();
    folder.remove();
  });

  const refresh = (client: FapiClient, refresh_token: unknown, more: Record<string, string> = {}) =>
    token(host, client, { grant_type: 'refresh_token', refresh_token: String(refresh_token), ...more });
  const verified = async (idToken: unknown): Promise<{ claims: JWTPayload; kid: unknown }> => {
    const fetch = trusting(folder.serverCa.cert) as unknown as typeof globalThis.fetch;
    const keys = createRemoteJWKSet(new URL(`${host.issuer}/jwks`), { [customFetch]: fetch });
    const { payload, protectedHeader } = await jwtVerify(String(idToken), keys, { issuer: host.issuer });
    return { claims: payload, kid: protectedHeader.kid };
  };
  /** Shannon's estimate, as the conformance suite makes it. */
  const entropy = (text: unknown): number => {
    const letters = [...String(text)];
    const share = (letter: string) => letters.filter((other) => other === letter).length / letters.length;
    return letters.reduce((bits, letter) => bits - Math.log2(share(letter)), 0);
  };

  it.each([
    ['ES256', () => one],
    ['PS256', () => two],
  ])('come of requests signed with %s', async (_alg, client) => {
    const { status, headers, body } = await tokensOf(host, client());
    expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'no-store' });
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: expect.any(String),
      scope: 'openid accounts',
      id_token: expect.any(String),
    });
  });

  it('cannot be guessed', async () => {
    const { body } = await ask(host, one);
    const tokens = (await tokensOf(host, one)).body;
    for (const secret of [body.auth_req_id, tokens.access_token, tokens.refresh_token]) {
      expect(entropy(secret)).toBeGreaterThan(160);
    }
  });

  it('are not issued without a certificate, which leaves the approval for a second try', async () => {
    const auth_req_id = String((await ask(host, one)).body.auth_req_id);
    await approve(host, auth_req_id);
    const form = { grant_type: CIBA_GRANT, auth_req_id };
    const without = { form: { ...(await assertion(one, host.issuer)), ...form } };
    expect(await host.call('/token', without)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    expect((await token(host, one, form)).status).toBe(200);
  });

  describe('at the accounts', () => {
    let accessToken: string;
    beforeAll(async () => {
      accessToken = String((await tokensOf(host, one)).body.access_token);
    });

    it('open them with the certificate that they are bound to', async () => {
      expect(await accounts(host, accessToken, one.certificate)).toMatchObject({
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
        body: {
          sub: 'alice',
          client_id: 'c1',
          scope: 'openid accounts',
          claims: { email: 'alice@example.com' },
        },
      });
    });

    it.each([
      ['another client’s certificate', () => two.certificate],
      ['no certificate', () => undefined],
    ])('are refused with %s', async (_what, certificate) => {
      expect(await accounts(host, accessToken, certificate())).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
        body: { error: 'invalid_token' },
      });
    });

    it('are refused where nobody issued them, and asked for where there is none', async () => {
      const unknown = await accounts(host, 'x'.repeat(43), one.certificate);
      expect([unknown.status, unknown.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
      const none = await host.call('/accounts', { certificate: one.certificate });
      expect([none.status, none.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    });

    it('are refused in the query string, alone or beside the header', async () => {
      const path = `/accounts?access_token=${accessToken}`;
      const headers = { Authorization: `Bearer ${accessToken}` };
      for (const more of [{}, { headers }]) {
        const { status, body } = await host.call(path, { certificate: one.certificate, ...more });
        expect({ status, body }).toEqual({ status: 400, body: { error: 'invalid_request' } });
      }
    });

    it('echo the interaction id of the client, or make one, for refusals too', async () => {
      const id = 'c770aef3-6784-41f7-8e0e-ff5f97bddb3a';
      const headers = { Authorization: `Bearer ${accessToken}`, 'x-fapi-interaction-id': id };
      const { certificate } = one;
      expect((await host.call('/accounts', { headers, certificate })).headers['x-fapi-interaction-id']).toBe(
        id,
      );
      expect((await host.call('/accounts', { headers })).headers['x-fapi-interaction-id']).toBe(id);
      const made = (await accounts(host, accessToken, certificate)).headers['x-fapi-interaction-id'];
      expect(made).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    });
  });

  describe('when they are refreshed', () => {
    let first: Readonly<Record<string, unknown>>;
    beforeAll(async () => {
      first = (await tokensOf(host, one, { acr_values: 'urn:x:gold' })).body;
    });

    it('are bound again, and keep the refresh token', async () => {
      const { status, headers, body } = await refresh(one, first.refresh_token);
      expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'no-store' });
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid accounts',
        id_token: expect.any(String),
      });
      expect(body.access_token).not.toBe(first.access_token);
      expect((await accounts(host, body.access_token, one.certificate)).status).toBe(200);
      expect((await accounts(host, body.access_token, two.certificate)).status).toBe(401);
      expect((await refresh(one, first.refresh_token)).status).toBe(200);
    });

    it('come with an ID token that says of the user what the first one said', async () => {
      const { body } = await refresh(one, first.refresh_token);
      const [before, after] = [await verified(first.id_token), await verified(body.id_token)];
      const { iss, sub, aud, auth_time, acr, amr } = before.claims;
      expect(after.claims).toMatchObject({ iss, sub, aud, auth_time, acr: 'urn:x:gold', amr });
      expect(after.claims.at_hash).toBe(
        hash('sha256', String(body.access_token), 'buffer').subarray(0, 16).toString('base64url'),
      );
      expect(Object.keys(after.claims).sort()).toEqual(Object.keys(before.claims).sort());
      expect([acr, after.kid, typeof before.kid]).toEqual(['urn:x:gold', before.kid, 'string']);
    });

    it('are narrowed where the client asks for less, and refused where it asks for more', async () => {
      expect((await refresh(one, first.refresh_token, { scope: 'openid' })).body.scope).toBe('openid');
      expect(await refresh(one, first.refresh_token, { scope: 'openid payments' })).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      });
    });

    const refused = (status: number, error: string) => ({ status, body: { error } });

    it.each([
      ['', () => two.certificate],
      [', though it holds the certificate', () => one.certificate],
    ])('are refused to another client%s', async (_what, certificate) => {
      const form = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
      expect(await token(host, two, form, certificate())).toMatchObject(refused(400, 'invalid_grant'));
    });

    it.each([
      ['another certificate', () => two.certificate, 'invalid_grant'],
      ['no certificate', () => undefined, 'invalid_request'],
    ])('are refused with %s', async (_what, certificate, error) => {
      const grant = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
      const form = { ...(await assertion(one, host.issuer)), ...grant };
      expect(await host.call('/token', { form, certificate: certificate() })).toMatchObject(
        refused(400, error),
      );
    });

    it('are refused to a client that proves nothing, or proves it by a used assertion', async () => {
      const grant = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
      const { certificate } = one;
      const bare = { form: { client_id: 'c1', ...grant }, certificate };
      expect(await host.call('/token', bare)).toMatchObject(refused(401, 'invalid_client'));
      const used = { form: { ...(await assertion(one, host.issuer)), ...grant }, certificate };
      expect((await host.call('/token', used)).status).toBe(200);
      expect(await host.call('/token', used)).toMatchObject(refused(401, 'invalid_client'));
    });

    it.each([
      ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
      ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
      ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ])('are refused for %s', async (_what, form, error) => {
      expect(await token(host, one, form as Record<string, string>)).toMatchObject(refused(400, error));
    });

    it('are refused for a repeated parameter, and for no grant at all', async () => {
      const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' });
      form.append('refresh_token', 'y');
      expect(await host.call('/token', { form })).toMatchObject(refused(400, 'invalid_request'));
      expect(await host.call('/token', { form: {} })).toMatchObject(refused(400, 'invalid_request'));
    });
  });
});
