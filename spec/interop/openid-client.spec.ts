import * as openid from 'openid-client';
import { whoAmI } from './support/demo-client.js';
import { OpenidClient, SECRET } from './support/openid-client.js';

describe.each([
  { method: 'client_secret_basic', authentication: openid.ClientSecretBasic },
  { method: 'client_secret_post', authentication: openid.ClientSecretPost },
])('openid-client by discovery with $method', ({ authentication }) => {
  let client: OpenidClient;

  beforeAll(async () => {
    client = await OpenidClient.discover(authentication(SECRET));
  });
  afterAll(() => client.close());

  it('gets tokens once the user approves, and accepts the ID token and its signature', async () => {
    const asked = await client.ask('alice', 'approve me');
    expect(asked).toEqual({ auth_req_id: expect.any(String), expires_in: 300, interval: 1 });
    await client.decide('alice', 'approve me', 'approve');
    const tokens = await openid.pollBackchannelAuthenticationGrant(client.configuration, asked);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'openid profile' });
    expect(tokens.claims()).toMatchObject({ iss: client.url, aud: 'call-centre', sub: 'alice' });
    expect(await whoAmI(client.url, tokens.access_token)).toEqual({
      sub: 'alice',
      client_id: 'call-centre',
      scope: 'openid profile',
    });
  });

  it('polls on while the user has not decided', async () => {
    const asked = await client.ask('alice', 'take your time');
    const polling = openid.pollBackchannelAuthenticationGrant(client.configuration, asked);
    await client.polled();
    await client.decide('alice', 'take your time', 'approve');
    await polling;
    expect(client.polls).toEqual(['authorization_pending', 'tokens']);
  });

  it('hears access_denied once the user denies', async () => {
    const asked = await client.ask('alice', 'deny me');
    await client.decide('alice', 'deny me', 'deny');
    const polling = openid.pollBackchannelAuthenticationGrant(client.configuration, asked);
    await expect(polling).rejects.toMatchObject({ error: 'access_denied', status: 400 });
  });

  it('hears expired_token once the time it asked for is over', async () => {
    const asked = await client.ask('alice', 'too late', { requested_expiry: '1' });
    expect(asked.expires_in).toBe(1);
    // Its own time-out is the announced lifetime: it would give up before it hears the answer.
    const patient = { signal: AbortSignal.timeout(10_000) };
    const poll = openid.pollBackchannelAuthenticationGrant;
    const polling = poll(client.configuration, asked, undefined, patient);
    await expect(polling).rejects.toMatchObject({ error: 'expired_token', status: 400 });
  });

  it.each([
    ['unknown', {}, 'unknown_user_id'],
    ['alice', { scope: 'profile' }, 'invalid_scope'],
    ['alice', { scope: 'openid admin' }, 'invalid_scope'],
    ['alice', { requested_expiry: 'soon' }, 'invalid_request'],
  ])('hears the refusal of a request for %s with %j', async (user, parameters, error) => {
    const asking = client.ask(user, 'refuse me', parameters as Record<string, string>);
    await expect(asking).rejects.toMatchObject({ error, status: 400 });
  });

  it('is refused with a wrong secret', async () => {
    const server = client.configuration.serverMetadata();
    const impostor = new openid.Configuration(server, 'call-centre', undefined, authentication('wrong'));
    openid.allowInsecureRequests(impostor);
    const parameters = { scope: 'openid', login_hint: 'alice' };
    const asking = openid.initiateBackchannelAuthentication(impostor, parameters);
    await expect(asking).rejects.toMatchObject({ status: 401 });
  });
});
