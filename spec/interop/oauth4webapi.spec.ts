import * as oauth from 'oauth4webapi';
import { phone, rawPoll, whoAmI } from './support/demo-client.js';
import { demoOnRedis } from './support/demo-on-redis.js';

const SECRET = 'call-centre-secret';
const client: oauth.Client = { client_id: 'call-centre' };
const insecure = { [oauth.allowInsecureRequests]: true };

describe.each([
  { method: 'client_secret_basic', authentication: oauth.ClientSecretBasic(SECRET) },
  { method: 'client_secret_post', authentication: oauth.ClientSecretPost(SECRET) },
])('oauth4webapi by discovery with $method', ({ authentication }) => {
  let host: Awaited<ReturnType<typeof demoOnRedis>>;
  let as: oauth.AuthorizationServer;

  beforeAll(async () => {
    host = await demoOnRedis();
    const issuer = new URL(host.url);
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  });
  afterAll(() => host.close());

  const ask = async (message: string, more: Record<string, string> = {}) => {
    const parameters = { scope: 'openid', login_hint: 'alice', binding_message: message, ...more };
    return oauth.processBackchannelAuthenticationResponse(
      as,
      client,
      await oauth.backchannelAuthenticationRequest(as, client, authentication, parameters, insecure),
    );
  };
  const poll = async (authReqId: string) => {
    const request = oauth.backchannelAuthenticationGrantRequest;
    const response = await request(as, client, authentication, authReqId, insecure);
    const tokens = await oauth.processBackchannelAuthenticationGrantResponse(as, client, response);
    await oauth.validateApplicationLevelSignature(as, response, insecure);
    return tokens;
  };

  it('finds the backchannel endpoint, the keys and what ID tokens are signed with', () => {
    expect(as).toMatchObject({
      issuer: host.url,
      token_endpoint: `${host.url}/token`,
      jwks_uri: `${host.url}/jwks`,
      backchannel_authentication_endpoint: `${host.url}/bc-authorize`,
      backchannel_token_delivery_modes_supported: ['poll', 'ping'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });

  it('gets tokens once the user approves, and verifies the ID token by the published key', async () => {
    const { auth_req_id, interval } = await ask('approve me');
    expect(interval).toBe(1);
    await expect(poll(auth_req_id)).rejects.toMatchObject({ error: 'authorization_pending' });
    await phone(host.url, 'alice').decide('approve me', 'approve');
    const tokens = await poll(auth_req_id);
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      iss: host.url,
      aud: 'call-centre',
      sub: 'alice',
    });
    expect(await whoAmI(host.url, tokens.access_token)).toMatchObject({ sub: 'alice' });
  });

  it('hears access_denied once the user denies', async () => {
    const { auth_req_id } = await ask('deny me');
    await phone(host.url, 'alice').decide('deny me', 'deny');
    await expect(poll(auth_req_id)).rejects.toMatchObject({ error: 'access_denied', status: 400 });
  });

  it('hears expired_token once the time it asked for is over', async () => {
    const { auth_req_id, expires_in } = await ask('too late', { requested_expiry: '1' });
    expect(expires_in).toBe(1);
    const { pending } = phone(host.url, 'alice');
    while ((await pending()).some(({ binding_message }) => binding_message === 'too late'));
    await expect(poll(auth_req_id)).rejects.toMatchObject({ error: 'expired_token', status: 400 });
  });

  it('hears slow_down for a poll right after another, and tokens as soon as the user approves', async () => {
    const { auth_req_id } = await ask('slow down');
    expect((await rawPoll(host.url, auth_req_id)).body.error).toBe('authorization_pending');
    await expect(poll(auth_req_id)).rejects.toMatchObject({ error: 'slow_down', status: 400 });
    await phone(host.url, 'alice').decide('slow down', 'approve');
    expect(await poll(auth_req_id)).toMatchObject({ token_type: 'bearer', scope: 'openid' });
  });

  it('cannot redeem twice', async () => {
    const { auth_req_id } = await ask('only once');
    await phone(host.url, 'alice').decide('only once', 'approve');
    await poll(auth_req_id);
    await expect(poll(auth_req_id)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
  });
});

it('oauth4webapi refreshes the tokens at the token route of the host', async () => {
  const host = await demoOnRedis();
  const issuer = new URL(host.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const post = oauth.ClientSecretPost(SECRET);
  const parameters = { scope: 'openid', login_hint: 'alice', binding_message: 'refresh' };
  const asked = await oauth.backchannelAuthenticationRequest(as, client, post, parameters, insecure);
  const { auth_req_id } = await oauth.processBackchannelAuthenticationResponse(as, client, asked);
  await phone(host.url, 'alice').decide('refresh', 'approve');
  const granted = await oauth.backchannelAuthenticationGrantRequest(as, client, post, auth_req_id, insecure);
  const { refresh_token = '' } = await oauth.processBackchannelAuthenticationGrantResponse(
    as,
    client,
    granted,
  );
  const refreshing = await oauth.refreshTokenGrantRequest(as, client, post, refresh_token, insecure);
  const { access_token } = await oauth.processRefreshTokenResponse(as, client, refreshing);
  expect(await whoAmI(host.url, access_token)).toMatchObject({ sub: 'alice' });
  await host.close();
});
