import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as openid from 'openid-client';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from '../examples/support/fapi-host.js';
import { fetchWith } from './fapi-fetch.js';
import { HttpsHost } from './support/https-host.js';

jest.setTimeout(60_000);

type Asked = Awaited<ReturnType<typeof openid.initiateBackchannelAuthentication>>;
type Tokens = Awaited<ReturnType<typeof openid.pollBackchannelAuthenticationGrant>>;

const ASK = { scope: 'openid accounts', login_hint: 'alice' };
const TILL = { client_id: 'till', client_secret: 'till-secret', scope: 'openid accounts' };
const STRICT = { ...TILL, client_id: 'strict', dpop_bound_access_tokens: true };

const handleOf = async (client: openid.Configuration, alg = 'ES256'): Promise<openid.DPoPHandle> =>
  openid.getDPoPHandle(client, await openid.randomDPoPKeyPair(alg));

/** What the client is told at a resource. */
const challenged = (error: string) => ({ status: 401, cause: [{ scheme: 'dpop', parameters: { error } }] });

describe('openid-client with DPoP on the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;
  let client: openid.Configuration;

  beforeAll(async () => {
    folder = await fapiFolder();
    host = await startFapiHost(folder, { interval: 1, testApproval: true, clients: [TILL, STRICT] });
    client = await discovered('till');
  });
  afterAll(async () => {
    await host?.stop();
    folder?.remove();
  });

  const discovered = (id: string): Promise<openid.Configuration> =>
    openid.discovery(new URL(host.issuer), id, undefined, openid.ClientSecretBasic('till-secret'), {
      execute: [openid.enableNonRepudiationChecks],
      [openid.customFetch]: fetchWith(folder.serverCa.cert),
    });
  const approved = async (by: openid.Configuration): Promise<Asked> => {
    const asked = await openid.initiateBackchannelAuthentication(by, ASK);
    const query = new URLSearchParams({ auth_req_id: asked.auth_req_id, action: 'allow' });
    expect((await host.call(`/test/approve?${query}`, { method: 'POST' })).status).toBe(204);
    return asked;
  };
  const accounts = (token: string, DPoP?: openid.DPoPHandle): Promise<Response> => {
    const url = new URL(`${host.issuer}/accounts`);
    return openid.fetchProtectedResource(client, token, url, 'GET', undefined, undefined, DPoP && { DPoP });
  };

  describe.each(['ES256', 'PS256', 'Ed25519'])('by a key of %s', (alg) => {
    let DPoP: openid.DPoPHandle;
    let tokens: Tokens;

    beforeAll(async () => {
      DPoP = await handleOf(client, alg);
      tokens = await openid.pollBackchannelAuthenticationGrant(client, await approved(client), undefined, {
        DPoP,
      });
    });

    it('gets tokens that open the accounts by proofs of that key', async () => {
      expect(tokens.token_type).toBe('dpop');
      expect(tokens.claims()).toMatchObject({ iss: host.issuer, aud: 'till', sub: 'alice' });
      const answer = await accounts(tokens.access_token, DPoP);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        {
          sub: 'alice',
          client_id: 'till',
          scope: 'openid accounts',
          claims: { email: 'alice@example.com' },
          accounts: [{ account_id: 'alice-1', currency: 'EUR' }],
        },
      ]);
    });

    it('gets nothing by proofs of another key, nor by the token alone', async () => {
      const other = await handleOf(client, alg);
      const { access_token } = tokens;
      await expect(accounts(access_token, other)).rejects.toMatchObject(challenged('invalid_token'));
      await expect(accounts(access_token)).rejects.toMatchObject(challenged('invalid_token'));
    });

    it('refreshes its tokens by that key alone, and they stay bound to it', async () => {
      const refresh = (by?: openid.DPoPHandle) =>
        openid.refreshTokenGrant(client, tokens.refresh_token ?? '', undefined, by && { DPoP: by });
      await expect(refresh(await handleOf(client, alg))).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
      const { access_token, token_type } = await refresh(DPoP);
      expect(token_type).toBe('dpop');
      expect((await accounts(access_token, DPoP)).status).toBe(200);
      await expect(accounts(access_token)).rejects.toMatchObject(challenged('invalid_token'));
    });
  });

  it('registered for bound tokens, gets none without a proof, and with one then those of the same approval', async () => {
    const strict = await discovered('strict');
    const asked = await approved(strict);
    const bare = openid.pollBackchannelAuthenticationGrant(strict, asked);
    await expect(bare).rejects.toMatchObject({ status: 400, error: 'invalid_dpop_proof' });
    const DPoP = await handleOf(strict);
    const tokens = await openid.pollBackchannelAuthenticationGrant(strict, asked, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
  });

  it('turns tokens that were not bound into bound ones, where it refreshes them with a proof', async () => {
    const bearer = await openid.pollBackchannelAuthenticationGrant(client, await approved(client));
    expect(bearer.token_type).toBe('bearer');
    expect((await accounts(bearer.access_token)).status).toBe(200);
    const DPoP = await handleOf(client);
    const bound = await openid.refreshTokenGrant(client, bearer.refresh_token ?? '', undefined, { DPoP });
    expect(bound.token_type).toBe('dpop');
    expect((await accounts(bound.access_token, DPoP)).status).toBe(200);
  });

  it('gets nothing by a proof for a token that is not bound', async () => {
    const { access_token } = await openid.pollBackchannelAuthenticationGrant(client, await approved(client));
    await expect(accounts(access_token, await handleOf(client))).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    });
  });
});

describe('openid-client with DPoP where nonces are demanded', () => {
  let host: HttpsHost;

  beforeAll(async () => {
    host = await HttpsHost.start({ dpop: { nonceKey: randomBytes(32) } });
  });
  afterAll(() => host.close());

  it('learns the nonce by its first poll, which counts for nothing, and keeps it for later ones and the resource', async () => {
    const polls: string[] = [];
    const client = await host.discover(polls);
    const DPoP = await handleOf(client);
    const asked = await openid.initiateBackchannelAuthentication(client, ASK);
    const pending = host.answered('POST /token 400').then(() => host.answered('POST /token 400'));
    const polling = openid.pollBackchannelAuthenticationGrant(client, asked, undefined, { DPoP });
    await pending;
    await host.approve();
    const { access_token, token_type } = await polling;
    expect({ token_type, polls }).toEqual({
      token_type: 'dpop',
      polls: ['use_dpop_nonce', 'authorization_pending', 'tokens'],
    });
    expect(host.grants.at(-1)?.cnf).toEqual({ jkt: await DPoP.calculateThumbprint() });
    const url = new URL(`${host.url}/grant`);
    const seen: number[] = [];
    const fetch = client[openid.customFetch] as openid.CustomFetch;
    client[openid.customFetch] = async (to, options) => {
      const answer = await fetch(to, options);
      seen.push(answer.status);
      return answer;
    };
    const get = (by: openid.DPoPHandle) =>
      openid.fetchProtectedResource(client, access_token, url, 'GET', undefined, undefined, { DPoP: by });
    expect((await get(DPoP)).status).toBe(200);
    expect(seen).toEqual([200]);
    await expect(get(await handleOf(client))).rejects.toMatchObject(challenged('invalid_token'));
    expect(seen).toEqual([200, 401, 401]);
  });
});
