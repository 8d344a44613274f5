import { redisStore } from 'express-ciba';
import { Redis } from 'ioredis';
import * as openid from 'openid-client';
import { createHost } from '../../../examples/express-oauth2-server/host.js';
import { issuer, phone, signIn } from '../../../examples/express-oauth2-server/your-server.js';
import { type Listening, listening } from '../../support/raw-http.js';
import { freshPrefix, testRedisUrl } from '../../support/stores.js';

describe('the mounting example of the README', () => {
  const redis = new Redis(testRedisUrl(), { keyPrefix: freshPrefix() });
  let host: Listening;
  let client: openid.Configuration;

  beforeAll(async () => {
    host = await listening(createHost(redisStore(redis)));
    const server = {
      issuer,
      token_endpoint: `http://127.0.0.1:${host.port}/oauth/token`,
      backchannel_authentication_endpoint: `http://127.0.0.1:${host.port}/oauth/bc-authorize`,
      id_token_signing_alg_values_supported: ['ES256'],
    };
    client = new openid.Configuration(server, 'till', 'till-secret', openid.ClientSecretPost('till-secret'));
    openid.allowInsecureRequests(client);
  });
  afterAll(async () => {
    await host.close();
    await redis.quit();
  });

  it('plays the flow with openid-client: approved on the phone, redeemed, refreshed by the host', async () => {
    const request = { scope: 'openid', login_hint: 'alice@example.com', binding_message: 'W4SCT' };
    const asked = await openid.initiateBackchannelAuthentication(client, request);
    const approval = `/approvals/${phone.inbox('u-1').at(-1)?.id}`;
    const signedIn = { Cookie: signIn('u-1'), Origin: new URL(issuer).origin };
    expect((await host.post(approval, '', 'Content-Length', signedIn)).status).toBe(204);
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, { ...asked, interval: 0.01 });
    expect(tokens.claims()).toMatchObject({ iss: issuer, sub: 'u-1', aud: 'till' });
    const refreshed = await openid.refreshTokenGrant(client, tokens.refresh_token as string);
    expect(refreshed.access_token).not.toBe(tokens.access_token);
  });
});
