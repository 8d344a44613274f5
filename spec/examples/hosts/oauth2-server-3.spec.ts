import { memoryStore } from 'express-ciba';
import * as openid from 'openid-client';
import { type ExampleHost, startExample } from './support/example-host.js';
import { approvedTokens, itPlaysTheFlow, till } from './support/flow.js';

describe('the example on oauth2-server 3', () => {
  let host: ExampleHost;

  beforeAll(async () => {
    host = await startExample(async () => {
      const { createHost } = await import('../../../examples/oauth2-server-3/host.js');
      return createHost(memoryStore());
    });
  });
  afterAll(() => host.close());

  itPlaysTheFlow(
    () => host,
    () => till(host),
  );

  it('issues tokens that the host takes, and refreshes by itself', async () => {
    const client = await till(host);
    const { access_token, refresh_token } = await approvedTokens(host, client);
    const me = await fetch(`${host.url}/me`, { headers: { Authorization: `Bearer ${access_token}` } });
    expect({ status: me.status, body: await me.json() }).toEqual({ status: 200, body: { id: 'u-1' } });
    const refreshed = await openid.refreshTokenGrant(client, refresh_token as string);
    expect(refreshed).toMatchObject({ token_type: 'bearer', access_token: expect.any(String) });
  });

  it('answers client_credentials as before', async () => {
    const tokens = await openid.clientCredentialsGrant(await till(host), { scope: 'receipts' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'receipts' });
  });

  it('lets the model judge the scope, which it knows as text', async () => {
    const request = { scope: 'openid receipts admin', login_hint: 'alice@example.com' };
    const asking = openid.initiateBackchannelAuthentication(await till(host), request);
    await expect(asking).rejects.toMatchObject({ error: 'invalid_scope' });
  });
});
