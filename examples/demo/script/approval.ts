import {
  fetchProtectedResource,
  initiateBackchannelAuthentication,
  pollBackchannelAuthenticationGrant,
  refreshTokenGrant,
} from 'openid-client';
import { phoneOf } from './phone.js';
import { heading } from './print.js';
import { expect, personThinks, type Stage } from './stage.js';

/** Alice approves; the tokens are the host's own. */
export async function approval(stage: Stage): Promise<void> {
  const { client, url } = stage;
  heading('The call centre asks for alice');
  const bindingMessage = 'Order 1742';
  const asked = await initiateBackchannelAuthentication(client, {
    scope: 'openid profile',
    login_hint: 'alice@example.com',
    binding_message: bindingMessage,
  });
  expect('the interval is announced', asked.interval === stage.interval);

  heading('The client polls while alice looks at her phone');
  const polling = pollBackchannelAuthenticationGrant(client, asked);
  const phone = phoneOf('alice', url);
  const approving = personThinks('alice', stage).then(async () => {
    const [request] = await phone.pending();
    expect('her phone shows the same message', request?.binding_message === bindingMessage);
    return phone.decide(request?.id ?? '', 'approve');
  });
  const [tokens, { outcome }] = await Promise.all([polling, approving]);
  expect('her approval was accepted', outcome === 'accepted');
  expect('the ID token is about alice', tokens.claims()?.sub === 'alice');

  heading('The access token is one of the host');
  expect('the host knows alice by it', (await whoAmI(stage, tokens.access_token)) === 'alice');

  heading('So is the refresh token');
  const refreshed = await refreshTokenGrant(client, tokens.refresh_token ?? '');
  expect('it yields another access token', refreshed.access_token !== tokens.access_token);
  expect('the host knows alice by that too', (await whoAmI(stage, refreshed.access_token)) === 'alice');
}

async function whoAmI({ client, url }: Stage, accessToken: string): Promise<string | undefined> {
  const response = await fetchProtectedResource(client, accessToken, new URL('/me', url), 'GET');
  const { sub } = (await response.json()) as { sub?: string };
  return sub;
}
