import { memoryStore } from 'express-ciba';
import * as openid from 'openid-client';
import { type ExampleHost, startExample } from './support/example-host.js';
import { approvedTokens, itPlaysTheFlow, till } from './support/flow.js';

describe('the example on the MCP SDK', () => {
  let host: ExampleHost;

  beforeAll(async () => {
    host = await startExample(async () => {
      const { createHost } = await import('../../../examples/mcp/host.js');
      return createHost(memoryStore());
    });
  });
  afterAll(() => host.close());

  const mcp = async (accessToken: string) => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return (await fetch(`${host.url}/mcp`, { method: 'POST', headers })).json();
  };

  describe.each(['oidc', 'oauth2'] as const)('by %s discovery', (algorithm) => {
    itPlaysTheFlow(
      () => host,
      () => till(host, openid.ClientSecretPost('till-secret'), algorithm),
    );
  });

  it('issues tokens that the MCP endpoint takes and the SDK refreshes', async () => {
    const client = await till(host);
    const { access_token, refresh_token } = await approvedTokens(host, client);
    expect(await mcp(access_token)).toEqual({ sub: 'u-1' });
    const refreshed = await openid.refreshTokenGrant(client, refresh_token as string);
    expect(await mcp(refreshed.access_token)).toEqual({ sub: 'u-1' });
  });

  it('answers authorization_code with PKCE as before', async () => {
    const client = await till(host);
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const authorize = openid.buildAuthorizationUrl(client, {
      redirect_uri: 'http://127.0.0.1:9000/callback',
      scope: 'tools',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const redirect = await fetch(authorize, { redirect: 'manual' });
    const callback = new URL(redirect.headers.get('Location') ?? '');
    const tokens = await openid.authorizationCodeGrant(client, callback, { pkceCodeVerifier });
    expect(tokens.scope).toBe('tools');
    expect(await mcp(tokens.access_token)).toEqual({ sub: 'u-1' });
  });

  it('publishes what the SDK publishes, and CIBA', async () => {
    const document = await (await fetch(`${host.url}/.well-known/oauth-authorization-server`)).json();
    expect(document).toMatchObject({
      issuer: `${host.url}/`,
      authorization_endpoint: `${host.url}/authorize`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:openid:params:grant-type:ciba'],
      backchannel_authentication_endpoint: `${host.url}/bc-authorize`,
    });
  });
});
