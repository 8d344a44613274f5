import { memoryStore } from 'express-ciba';
import * as openid from 'openid-client';
import { type ExampleHost, startExample } from './support/example-host.js';
import { approvedTokens, ask, itPlaysTheFlow, till } from './support/flow.js';

describe('the example on oauth2orize', () => {
  let host: ExampleHost;

  beforeAll(async () => {
    host = await startExample(async () => {
      const { createHost } = await import('../../../examples/oauth2orize/host.js');
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

  it('issues tokens that the host takes', async () => {
    const { access_token } = await approvedTokens(host, await till(host));
    expect(await me(access_token)).toEqual({ client_id: 'till', sub: 'u-1', scope: ['openid'] });
  });

  it('judges secrets by the hash that the host keeps, by form and by Basic', async () => {
    await ask(await till(host, openid.ClientSecretBasic('till-secret')));
    const impostor = await till(host, openid.ClientSecretPost('wrong'));
    await expect(ask(impostor)).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
  });

  it('answers client_credentials as before', async () => {
    const { access_token } = await openid.clientCredentialsGrant(await till(host), { scope: 'receipts' });
    expect(await me(access_token)).toEqual({ client_id: 'till', sub: 'till', scope: ['receipts'] });
  });

  it('leaves a grant that nobody knows to the host', async () => {
    const form = { client_id: 'till', client_secret: 'till-secret', grant_type: 'urn:example:other' };
    const body = new URLSearchParams(form);
    const answer = await fetch(`${host.url}/oauth/token`, { method: 'POST', body });
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({ error: 'unsupported_grant_type' });
  });
});
