import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CIBA_GRANT } from '../support/host.js';
import { ecKey } from '../support/new-keys.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';
import type { Answer, Call } from './support/fapi-https.js';

jest.setTimeout(60_000);

const till = {
  client_name: 'Till',
  grant_types: [CIBA_GRANT],
  token_endpoint_auth_method: 'client_secret_post',
  backchannel_token_delivery_mode: 'poll',
  scope: 'openid till',
};
const publicKey = createPublicKey(ecKey());
const jwt = {
  ...till,
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [publicKey.export({ format: 'jwk' })] },
  tls_client_certificate_bound_access_tokens: true,
};

/** As JSON has it. */
const definedOf = (wish: object): object => JSON.parse(JSON.stringify(wish));

describe('registration at the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;

  beforeAll(async () => {
    folder = await fapiFolder();
    host = await startFapiHost(folder, { registration: true });
  });
  afterAll(async () => {
    await host.stop();
    folder.remove();
  });

  const register = (options: Call): Promise<Answer> => host.call('/register', { method: 'POST', ...options });

  it('answers 201 with the credentials and all that was registered, defaults included', async () => {
    const { status, headers, body } = await register({ json: { ...till, colour: 'red' } });
    expect({ status, cache: headers['cache-control'], type: headers['content-type'] }).toEqual({
      status: 201,
      cache: 'no-store',
      type: 'application/json',
    });
    expect(body).toEqual({
      ...till,
      response_types: [],
      backchannel_user_code_parameter: false,
      client_id: expect.stringMatching(/^[\w-]{22}$/),
      client_secret: expect.stringMatching(/^[\w-]{64}$/),
      client_secret_expires_at: 0,
      client_id_issued_at: expect.any(Number),
    });
    expect(Math.abs(Number(body.client_id_issued_at) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('lets the client use CIBA at once, and publishes nothing of it', async () => {
    const { client_id, client_secret } = (await register({ json: till })).body;
    const form = { client_id, client_secret, scope: 'openid till', login_hint: 'alice' };
    const asked = await host.call('/bc-authorize', { form: form as Record<string, string> });
    expect(asked.status).toBe(200);
    const { body } = await host.call('/.well-known/openid-configuration');
    expect(body.scopes_supported).toEqual(['openid']);
  });

  it('gives no secret to a client that needs none, and chooses the id itself', async () => {
    const { status, body } = await register({ json: { ...jwt, client_id: 'mine', client_secret: 'mine' } });
    expect(status).toBe(201);
    expect(body).toMatchObject(jwt);
    expect(body.client_id).not.toBe('mine');
    expect(Object.keys(body)).not.toContain('client_secret');
    expect(Object.keys(body)).not.toContain('client_secret_expires_at');
  });

  it('takes clients whose tokens are bound to keys, who prove themselves by a shared secret, or know their users by pseudonyms', async () => {
    const wishes = [
      { ...jwt, dpop_bound_access_tokens: true },
      { ...till, token_endpoint_auth_method: 'client_secret_jwt' },
      { ...jwt, jwks: undefined, jwks_uri: 'https://till.example.com/jwks', subject_type: 'pairwise' },
    ];
    for (const wish of wishes) {
      const { status, body } = await register({ json: wish });
      expect({ status, body }).toEqual({ status: 201, body: expect.objectContaining(definedOf(wish)) });
    }
  });

  const refused = (error: string) => ({
    status: 400,
    body: { error, error_description: expect.any(String) },
  });

  it.each<[string, Call]>([
    ['no delivery mode', { json: { ...till, backchannel_token_delivery_mode: undefined } }],
    ['a public client', { json: { ...till, token_endpoint_auth_method: 'none' } }],
    ['ping', { json: { ...till, backchannel_token_delivery_mode: 'ping' } }],
    ['an array', { json: [till] }],
  ])('refuses %s', async (_what, options) => {
    const { status, body, headers } = await register(options);
    expect({ status, body }).toEqual(refused('invalid_client_metadata'));
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each<[string, Call]>([
    ['half a JSON', { json: '{"scope":' }],
    ['no body', {}],
    ['a form', { form: { scope: 'openid' } }],
    ['another type', { json: till, headers: { 'Content-Type': 'text/plain' } }],
    ['more than a registration needs', { json: { ...till, client_name: 'x'.repeat(200_000) } }],
  ])('cannot read %s', async (_what, options) => {
    const { status, body, headers } = await register(options);
    expect({ status, body }).toEqual(refused('invalid_request'));
    expect(headers['cache-control']).toBe('no-store');
  });

  it('is not there unless it is switched on', async () => {
    const other = await startFapiHost(folder, {});
    expect((await other.call('/register', { json: till })).status).toBe(404);
    const { body } = await other.call('/.well-known/openid-configuration');
    expect(body.registration_endpoint).toBeUndefined();
    await other.stop();
  });
});
