import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as openid from 'openid-client';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from '../examples/support/fapi-host.js';
import { type FapiParty, fapiParty } from './fapi-party.js';

jest.setTimeout(60_000);

type Asked = Awaited<ReturnType<typeof openid.initiateBackchannelAuthentication>>;

const CLIENTS = [
  { id: 'client-1', alg: 'PS256', method: 'private_key_jwt' },
  { id: 'client-2', alg: 'ES256', method: 'private_key_jwt' },
  { id: 'client-3', alg: 'PS256', method: 'tls_client_auth' },
  { id: 'client-4', alg: 'ES256', method: 'self_signed_tls_client_auth' },
] as const;

describe('openid-client on the FAPI host over mTLS, with signed requests', () => {
  let folder: FapiFolder;
  let host: FapiHost;
  let parties: readonly FapiParty[];

  beforeAll(async () => {
    folder = await fapiFolder();
    parties = await Promise.all(CLIENTS.map((wish) => fapiParty(wish, folder)));
    host = await startFapiHost(folder, {
      profile: 'fapi-ciba',
      interval: 1,
      caps: false,
      testApproval: true,
      clients: parties.map(({ metadata }) => metadata),
    });
  });
  afterAll(async () => {
    await host?.stop();
    folder?.remove();
  });

  const party = (id: string): FapiParty => parties.find((one) => one.id === id) as FapiParty;

  /** Of the last client’s name, with another key. */
  const sameName = () => folder.clientsCa.issue({ subject: 'CN=client-4,O=Test' });

  const ask = async (client: openid.Configuration, who: FapiParty): Promise<Asked> => {
    const request = await who.request(host.issuer);
    return openid.initiateBackchannelAuthentication(client, { request });
  };
  const approve = async ({ auth_req_id }: Asked): Promise<void> => {
    const query = new URLSearchParams({ auth_req_id, action: 'allow' });
    expect(await host.call(`/test/approve?${query}`, { method: 'POST' })).toMatchObject({ status: 204 });
  };
  const approved = async (client: openid.Configuration, who: FapiParty): Promise<Asked> => {
    const asked = await ask(client, who);
    await approve(asked);
    return asked;
  };
  const accounts = (client: openid.Configuration, token: string): Promise<Response> =>
    openid.fetchProtectedResource(client, token, new URL(`${host.issuer}/accounts`), 'GET');

  const notTheirs = { status: 401, cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }] };

  describe.each(CLIENTS)('$method with $alg', ({ id, method }) => {
    let client: openid.Configuration;
    let tokens: Awaited<ReturnType<typeof openid.pollBackchannelAuthenticationGrant>>;

    beforeAll(async () => {
      client = await party(id).discover(host.issuer);
      tokens = await openid.pollBackchannelAuthenticationGrant(client, await approved(client, party(id)));
    });

    it('gets tokens, and accounts with its own certificate', async () => {
      expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid accounts' });
      expect(tokens.claims()).toMatchObject({ iss: host.issuer, aud: id, sub: 'alice' });
      const answer = await accounts(client, tokens.access_token);
      expect([answer.status, await answer.json()]).toMatchObject([200, { sub: 'alice', client_id: id }]);
    });

    it.each(CLIENTS.filter((other) => other.id !== id))(
      'gets nothing for its token with the certificate of $id',
      async (other) => {
        const stolen = await party(other.id).discover(host.issuer);
        await expect(accounts(stolen, tokens.access_token)).rejects.toMatchObject(notTheirs);
      },
    );

    it('gets nothing for its token without a certificate', async () => {
      const bare = await party(id).discover(host.issuer, null);
      await expect(accounts(bare, tokens.access_token)).rejects.toMatchObject(notTheirs);
    });

    it('refreshes its tokens with its own certificate alone', async () => {
      const { refresh_token = '' } = tokens;
      const stolen = await party(id).discover(host.issuer, await sameName());
      const error = method === 'private_key_jwt' ? 'invalid_grant' : 'invalid_client';
      await expect(openid.refreshTokenGrant(stolen, refresh_token)).rejects.toMatchObject({ error });
      const { access_token } = await openid.refreshTokenGrant(client, refresh_token);
      expect(await accounts(client, access_token)).toMatchObject({ status: 200 });
      await expect(accounts(stolen, access_token)).rejects.toMatchObject(notTheirs);
    });
  });

  it('polls on while the user has not decided', async () => {
    const client = await party('client-1').discover(host.issuer);
    const answers: number[] = [];
    const fetch = client[openid.customFetch] as openid.CustomFetch;
    const asked = await ask(client, party('client-1'));
    client[openid.customFetch] = async (url, options) => {
      const answer = await fetch(url, options);
      if (url.endsWith('/token') && answers.push(answer.status) === 1) await approve(asked);
      return answer;
    };
    await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(answers).toEqual([400, 200]);
  });

  it('without a certificate private_key_jwt gets no tokens, and with it then those of the same approval', async () => {
    const bare = await party('client-1').discover(host.issuer, null);
    const asked = await approved(bare, party('client-1'));
    const polling = openid.pollBackchannelAuthenticationGrant(bare, asked);
    await expect(polling).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
    const client = await party('client-1').discover(host.issuer);
    expect(await openid.pollBackchannelAuthenticationGrant(client, asked)).toHaveProperty('access_token');
  });

  it.each([
    ['client-3', 'another client’s certificate', () => party('client-1').certificate],
    ['client-3', 'no certificate', () => null],
    ['client-4', 'a certificate of its name with another key', sameName],
    ['client-4', 'no certificate', () => null],
  ])('%s is refused with %s', async (id, _what, certificate) => {
    const client = await party(id).discover(host.issuer, await certificate());
    await expect(ask(client, party(id))).rejects.toMatchObject({ status: 401, error: 'invalid_client' });
  });

  it.each([
    ['unsigned', async () => ({ scope: 'openid accounts', login_hint: 'alice' })],
    ['signed by another client', async () => ({ request: await party('client-3').request(host.issuer) })],
    [
      'signed for another server',
      async () => ({ request: await party('client-1').request('https://as.example.com') }),
    ],
  ])('hears the refusal of a request that is %s', async (_what, parameters) => {
    const client = await party('client-1').discover(host.issuer);
    const asking = openid.initiateBackchannelAuthentication(client, await parameters());
    await expect(asking).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('hears the refusal of a signed request that is sent again', async () => {
    const client = await party('client-2').discover(host.issuer);
    const request = await party('client-2').request(host.issuer);
    await openid.initiateBackchannelAuthentication(client, { request });
    const again = openid.initiateBackchannelAuthentication(client, { request });
    await expect(again).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
  });
});
