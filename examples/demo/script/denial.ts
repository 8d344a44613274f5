import {
  initiateBackchannelAuthentication,
  pollBackchannelAuthenticationGrant,
  ResponseBodyError,
} from 'openid-client';
import { phoneOf } from './phone.js';
import { heading } from './print.js';
import { expect, personThinks, type Stage } from './stage.js';

/** Bob denies; the client gets nothing. */
export async function denial(stage: Stage): Promise<void> {
  const { client, url } = stage;
  heading('The call centre asks for bob, who did not call');
  const asked = await initiateBackchannelAuthentication(client, { scope: 'openid', login_hint: 'bob' });
  const polling = pollBackchannelAuthenticationGrant(client, asked).then(
    () => 'tokens',
    (error: unknown) => (error instanceof ResponseBodyError ? error.error : String(error)),
  );
  await personThinks('bob', stage);
  const phone = phoneOf('bob', url);
  const [request] = await phone.pending();
  const { outcome } = await phone.decide(request?.id ?? '', 'deny');
  expect('his denial was accepted', outcome === 'accepted');
  expect('the client hears access_denied', (await polling) === 'access_denied');
}
