import { memoryStore } from 'express-ciba';
import * as openid from 'openid-client';
import { type ExampleHost, startExample } from './support/example-host.js';
import { approvedTokens, itPlaysTheFlow, till } from './support/flow.js';

describe('the example that was written by hand', () => {
  let host: ExampleHost;

  beforeAll(async () => {
    host = await startExample(async () => {
      const { createHost } = await import('../../../examples/hand-rolled/host.js');
      return createHost(memoryStore());
    });
  });
  afterAll(() => host.close());

  const me = async (accessToken: string) => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return (await fetch(`${host.url}/me`, { headers })).json();
  };

  itPlaysTheFlow(
    () => host,
    () => till(host),
  );

  it('takes the access tokens it signed for CIBA', async () => {
    const { access_token, expires_in, scope } = await approvedTokens(host, await till(host));
    expect({ expires_in, scope }).toEqual({ expires_in: 300, scope: 'openid' });
    expect(await me(access_token)).toEqual({ sub: 'u-1', client_id: 'till' });
  });

  it('does not take an ID token for an access token', async () => {
    const { id_token } = await approvedTokens(host, await till(host));
    const headers = { Authorization: `Bearer ${id_token}` };
    expect((await fetch(`${host.url}/me`, { headers })).status).toBe(401);
  });

  it('answers client_credentials as before', async () => {
    const { access_token } = await openid.clientCredentialsGrant(await till(host));
    expect(await me(access_token)).toEqual({ sub: 'till', client_id: 'till' });
  });
});
