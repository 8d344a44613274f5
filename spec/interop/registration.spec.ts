import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as openid from 'openid-client';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from '../examples/support/fapi-host.js';
import { CIBA_GRANT } from '../support/host.js';
import { fetchWith } from './fapi-fetch.js';

jest.setTimeout(60_000);

const METADATA = {
  client_name: 'Till',
  grant_types: [CIBA_GRANT],
  backchannel_token_delivery_mode: 'poll',
  scope: 'openid',
};

describe('openid-client that registers itself at the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;

  beforeAll(async () => {
    folder = await fapiFolder();
    host = await startFapiHost(folder, { interval: 1, testApproval: true, registration: true });
  });
  afterAll(async () => {
    await host?.stop();
    folder?.remove();
  });

  const registered = (metadata: Partial<openid.ClientMetadata>, authentication: openid.ClientAuth) =>
    openid.dynamicClientRegistration(new URL(host.issuer), metadata, authentication, {
      execute: [openid.enableNonRepudiationChecks],
      [openid.customFetch]: fetchWith(folder.serverCa.cert),
    });

  it.each([
    ['client_secret_basic', openid.ClientSecretBasic()],
    ['client_secret_post', openid.ClientSecretPost()],
    ['client_secret_jwt', openid.ClientSecretJwt()],
  ] as const)('gets tokens at once with %s', async (method, authentication) => {
    const client = await registered({ ...METADATA, token_endpoint_auth_method: method }, authentication);
    expect(client.clientMetadata()).toMatchObject({ ...METADATA, token_endpoint_auth_method: method });
    const asked = await openid.initiateBackchannelAuthentication(client, {
      scope: 'openid',
      login_hint: 'alice',
    });
    const query = new URLSearchParams({ auth_req_id: asked.auth_req_id, action: 'allow' });
    expect((await host.call(`/test/approve?${query}`, { method: 'POST' })).status).toBe(204);
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(tokens.claims()).toMatchObject({ aud: client.clientMetadata().client_id, sub: 'alice' });
  });

  it('hears what is wrong with its metadata', async () => {
    const wrong = { ...METADATA, backchannel_token_delivery_mode: 'push' };
    await expect(registered(wrong, openid.ClientSecretPost())).rejects.toMatchObject({
      status: 400,
      error: 'invalid_client_metadata',
    });
  });
});
