import type { DemoHost } from '../../examples/demo/host.js';
import { type Answer, demoInMemory, send } from './support/demo.js';

const CIBA = 'urn:openid:params:grant-type:ciba';

describe('POST /register of the demo', () => {
  let host: DemoHost;

  beforeAll(async () => {
    host = await demoInMemory();
  });
  afterAll(() => host.close());

  const post = (body: string, type = 'application/json'): Promise<Answer> =>
    send(`${host.url}/register`, { method: 'POST', headers: { 'Content-Type': type }, body });
  const register = (metadata: object): Promise<Answer> => post(JSON.stringify(metadata));
  const ask = (client: Record<string, string>, more: Record<string, string> = {}): Promise<Answer> =>
    send(`${host.url}/bc-authorize`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ scope: 'openid', ...client, ...more }).toString(),
    });

  it('gives identifier, secret, grant, delivery mode and authentication method to whom chose none', async () => {
    const { status, body } = await register({ client_name: 'Till 7' });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        client_id: expect.stringMatching(/^[\w-]{32}$/),
        client_secret: expect.stringMatching(/^[\w-]{32}$/),
        client_id_issued_at: expect.any(Number),
        client_secret_expires_at: 0,
        client_name: 'Till 7',
        scope: 'openid profile email',
        grant_types: [CIBA],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
        backchannel_token_delivery_mode: 'poll',
      },
    });
    const { client_id, client_secret } = body as Record<string, string>;
    const client = { client_id: String(client_id), client_secret: String(client_secret) };
    expect((await ask(client, { login_hint: 'bob' })).status).toBe(200);
    const [request] = await host.ciba.listRequests({ sub: 'bob' });
    expect(request?.client).toEqual({ client_id, client_name: 'Till 7' });
  });

  it.each([201, 400])('answers %i as JSON that nothing may cache', async (status) => {
    const scope = status === 201 ? 'openid' : 'everything';
    const response = await fetch(`${host.url}/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ scope }),
    });
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([status, 'no-store']);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
  });

  it('lets a client that names nobody ask its owner, and others nobody', async () => {
    const secret = { client_secret: 'a-secret' };
    await register({ client_id: 'smart-home-device', ...secret });
    await register({ client_id: 'ownerless', ...secret });
    expect((await ask({ client_id: 'smart-home-device', ...secret })).status).toBe(200);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
    expect(await ask({ client_id: 'smart-home-device', ...secret }, { login_hint: 'unknown' })).toMatchObject(
      {
        body: { error: 'unknown_user_id' },
      },
    );
    expect(await ask({ client_id: 'ownerless', ...secret })).toMatchObject({
      body: { error: 'invalid_request' },
    });
  });

  it('takes a client that is pinged, which then has to say by which token', async () => {
    const client = { client_id: 'pinged', client_secret: 'a-secret' };
    const ping = {
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: 'https://client.example.com/pings',
    };
    expect(await register({ ...client, ...ping })).toMatchObject({ status: 201, body: ping });
    expect(await ask(client, { login_hint: 'bob' })).toMatchObject({
      body: { error: 'invalid_request', error_description: 'client_notification_token is required.' },
    });
    expect((await ask(client, { login_hint: 'bob', client_notification_token: 'a-token' })).status).toBe(200);
  });

  it('takes a secret by the registered method alone', async () => {
    const client = { client_id: 'by-header', client_secret: 'a-secret' };
    await register({ ...client, token_endpoint_auth_method: 'client_secret_basic' });
    expect(await ask(client, { login_hint: 'bob' })).toMatchObject({ status: 401 });
  });

  it('registers a client again for its own secret, and for no other', async () => {
    const chosen = { client_id: 'chosen', client_secret: 'first' };
    expect((await register(chosen)).status).toBe(201);
    expect(await register({ ...chosen, scope: 'openid' })).toMatchObject({
      status: 201,
      body: { ...chosen, scope: 'openid' },
    });
    const taken = { error: 'invalid_client_metadata', error_description: 'client_id is taken.' };
    expect(await register({ ...chosen, client_secret: 'other' })).toEqual({ status: 400, body: taken });
    expect(await register({ client_id: 'chosen' })).toEqual({ status: 400, body: taken });
    expect(await register({ client_id: 'call-centre', client_secret: 'call-centre-secret' })).toEqual({
      status: 400,
      body: taken,
    });
  });

  it('maps the copied grant type, and lists each one once', async () => {
    const grant_types = ['urn:ietf:params:oauth:grant-type:ciba', CIBA, 'refresh_token'];
    expect(await register({ grant_types })).toMatchObject({
      status: 201,
      body: { grant_types: [CIBA, 'refresh_token'] },
    });
  });

  it.each([
    ['a grant type that is not offered', { grant_types: ['password'] }],
    ['no grant type at all', { grant_types: [] }],
    ['grant types as text', { grant_types: CIBA }],
    ['a delivery mode that is not offered', { backchannel_token_delivery_mode: 'push' }],
    ['a client that is pinged nowhere', { backchannel_token_delivery_mode: 'ping' }],
    ['an authentication method that is not offered', { token_endpoint_auth_method: 'none' }],
    ['a scope that is not offered', { scope: 'openid admin' }],
    ['a scope with a gap', { scope: 'openid  profile' }],
    ['a scope as a list', { scope: ['openid'] }],
    ['an empty secret', { client_secret: '' }],
    ['an identifier that is no text', { client_id: 7 }],
    ['a name with a control character', { client_name: 'Till\u202e7' }],
    ['user codes', { backchannel_user_code_parameter: true }],
    ['a list', []],
  ])('refuses %s', async (_what, metadata) => {
    expect(await register(metadata)).toEqual({
      status: 400,
      body: { error: 'invalid_client_metadata', error_description: expect.any(String) },
    });
  });

  it.each([
    ['half a JSON', '{"client_id":', 'application/json'],
    ['text', 'null', 'application/json'],
    ['a form', 'client_id=till', 'application/x-www-form-urlencoded'],
  ])('refuses %s', async (_what, body, type) => {
    expect(await post(body, type)).toMatchObject({
      status: 400,
      body: { error: 'invalid_client_metadata' },
    });
  });
});
