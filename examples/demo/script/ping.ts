import { CIBA_GRANT_TYPE } from 'express-ciba';
import { genericGrantRequest, initiateBackchannelAuthentication } from 'openid-client';
import type { Pings } from '../kiosk/pings.js';
import { approveAs } from './phone.js';
import { heading, printAnswer, printRequest } from './print.js';
import { expect, personThinks, type Stage } from './stage.js';

/** The kiosk does not poll: the server calls it when alice has decided. CIBA Core 1.0 §10.2. */
export async function ping(stage: Stage, pings: Pings): Promise<void> {
  const { client, url } = stage;
  heading('The ticket kiosk asks for alice, and hands a token over that it will know the server by');
  const { token, arrived } = pings.expect();
  const { auth_req_id } = await initiateBackchannelAuthentication(client, {
    scope: 'openid',
    login_hint: 'alice',
    binding_message: 'Ticket 12',
    client_notification_token: token,
  });
  await personThinks('alice', stage);
  const approvedAt = performance.now();
  const { outcome } = await approveAs('alice', url);
  expect('her approval was accepted', outcome === 'accepted');

  heading('The server pings the kiosk');
  const pinged = await arrived;
  printRequest('POST', pings.endpoint, { auth_req_id: pinged });
  printAnswer(204, null, []);
  expect('the ping names the request', pinged === auth_req_id);

  heading('The kiosk asks once');
  const tokens = await genericGrantRequest(client, CIBA_GRANT_TYPE, { auth_req_id });
  expect(`it has the tokens, ${Math.round(performance.now() - approvedAt)} ms after she approved`, true);
  expect('the ID token is about alice', tokens.claims()?.sub === 'alice');
}
