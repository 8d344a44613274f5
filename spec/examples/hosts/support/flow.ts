import * as openid from 'openid-client';
import type { ExampleHost } from './example-host.js';

type Asked = Awaited<ReturnType<typeof openid.initiateBackchannelAuthentication>>;

/**
 * The till, configured by the base URL alone; it checks the signatures of ID tokens.
 *
 * By form unless told otherwise: it form-encodes the secret for Basic (RFC 6749 §2.3.1), which few hosts undo.
 */
export function till(
  { url }: ExampleHost,
  authentication = openid.ClientSecretPost('till-secret'),
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<openid.Configuration> {
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  return openid.discovery(new URL(url), 'till', undefined, authentication, { execute, algorithm });
}

export function ask(client: openid.Configuration): Promise<Asked> {
  const parameters = { scope: 'openid', login_hint: 'alice@example.com', binding_message: 'W4SCT' };
  return openid.initiateBackchannelAuthentication(client, parameters);
}

/** Polls at once: the decision was made before, and a suite cannot wait for the interval. */
export function poll(client: openid.Configuration, asked: Asked) {
  return openid.pollBackchannelAuthenticationGrant(client, { ...asked, interval: 0.01 });
}

/** Asks, has the request approved, and takes the tokens. */
export async function approvedTokens(host: ExampleHost, client: openid.Configuration) {
  const asked = await ask(client);
  expect(await host.decide('approve')).toEqual({ outcome: 'accepted' });
  return poll(client, asked);
}

/** The rules that every example keeps. */
export function itPlaysTheFlow(host: () => ExampleHost, client: () => Promise<openid.Configuration>): void {
  it('is found by its base URL, and turns an approval into tokens with an ID token that holds', async () => {
    const configuration = await client();
    const tokens = await approvedTokens(host(), configuration);
    expect(tokens).toMatchObject({ token_type: 'bearer', access_token: expect.any(String) });
    const { issuer } = configuration.serverMetadata();
    expect(tokens.claims()).toMatchObject({ iss: issuer, aud: 'till', sub: 'u-1' });
  });

  it('answers access_denied once the user denies', async () => {
    const configuration = await client();
    const asked = await ask(configuration);
    expect(await host().decide('deny')).toEqual({ outcome: 'accepted' });
    await expect(poll(configuration, asked)).rejects.toMatchObject({ error: 'access_denied', status: 400 });
  });

  it('keeps the client waiting until the user has decided', async () => {
    const { auth_req_id } = await ask(await client());
    const waiting = openid.genericGrantRequest(await client(), 'urn:openid:params:grant-type:ciba', {
      auth_req_id,
    });
    await expect(waiting).rejects.toMatchObject({ error: 'authorization_pending', status: 400 });
  });
}
