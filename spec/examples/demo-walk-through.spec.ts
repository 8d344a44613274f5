import type { DemoHost } from '../../examples/demo/host.js';
import { type Answer, demoInMemory, send } from './support/demo.js';

/** The three calls as newcomers bring them, to the letter. */
const REGISTRATION =
  '{"client_id":"smart-home-device","client_secret":"device-secret","redirect_uris":["https://device.example.com/callback"],"grant_types":["urn:ietf:params:oauth:grant-type:ciba"],"response_types":["token"],"scope":"openid profile","backchannel_authentication_endpoint":"https://as.example.com/ciba/auth","token_endpoint":"https://as.example.com/token"}';
const AUTHENTICATION =
  'client_id=smart-home-device&client_secret=device-secret&scope=openid%20profile&binding_message=Please%20authenticate%20your%20smart%20home%20device&requested_expiry=3600&user_code=xyz789';
const POLL =
  'grant_type=urn:ietf:params:oauth:grant-type:ciba&client_id=smart-home-device&client_secret=device-secret&auth_req_id=';

describe('the walk-through of the article', () => {
  let host: DemoHost;

  beforeAll(async () => {
    host = await demoInMemory();
  });
  afterAll(() => host.close());

  const post = (path: string, type: string, body: string): Promise<Answer> =>
    send(host.url + path, { method: 'POST', headers: { 'Content-Type': type }, body });
  const form = (path: string, body: string) => post(path, 'application/x-www-form-urlencoded', body);
  let authReqId: string;

  it('1. registers the client', async () => {
    expect(await post('/register', 'application/json', REGISTRATION)).toEqual({
      status: 201,
      body: {
        client_id: 'smart-home-device',
        client_secret: 'device-secret',
        client_id_issued_at: expect.any(Number),
        client_secret_expires_at: 0,
        scope: 'openid profile',
        grant_types: ['urn:openid:params:grant-type:ciba'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
        backchannel_token_delivery_mode: 'poll',
      },
    });
  });

  it('2. asks for the owner without a hint', async () => {
    const { status, body } = await form('/ciba/auth', AUTHENTICATION);
    expect({ status, body }).toEqual({
      status: 200,
      body: { auth_req_id: expect.any(String), expires_in: 3600, interval: 1 },
    });
    authReqId = (body as { auth_req_id: string }).auth_req_id;
  });

  it('3. polls, first in vain, and after the approval for tokens', async () => {
    expect(await form('/token', POLL + authReqId)).toMatchObject({
      status: 400,
      body: { error: 'authorization_pending' },
    });
    const signedIn = { 'X-Demo-User': 'alice', 'Content-Type': 'application/json' };
    const listed = await send(`${host.url}/phone/requests`, { headers: signedIn });
    const [request] = listed.body as { id: string; binding_message: string }[];
    expect(request?.binding_message).toBe('Please authenticate your smart home device');
    const decision = { method: 'POST', headers: signedIn, body: '{"decision":"approve"}' };
    await send(`${host.url}/phone/requests/${request?.id}`, decision);
    expect(await form('/token', POLL + authReqId)).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'openid profile',
        id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    });
  });

  it('can be begun again on the same host', async () => {
    expect((await post('/register', 'application/json', REGISTRATION)).status).toBe(201);
  });
});
