import { CIBA_GRANT_TYPE } from 'express-ciba';
import { genericGrantRequest, initiateBackchannelAuthentication } from 'openid-client';
import { approveAs } from './phone.js';
import { heading } from './print.js';
import { expect, personThinks, type Stage } from './stage.js';

/** The server holds the poll of the till until alice has decided. CIBA Core 1.0 §10.1. */
export async function longPoll(stage: Stage): Promise<void> {
  const { client, url } = stage;
  heading('The shop till asks for alice, and polls at once: the server holds its answer');
  const { auth_req_id } = await initiateBackchannelAuthentication(client, {
    scope: 'openid',
    login_hint: 'alice',
    binding_message: 'Basket 7',
  });
  let approvedAt = Number.POSITIVE_INFINITY;
  const polling = genericGrantRequest(client, CIBA_GRANT_TYPE, { auth_req_id });
  const approving = personThinks('alice', stage).then(() => {
    approvedAt = performance.now();
    return approveAs('alice', url);
  });
  const tokens = await polling;
  const waited = performance.now() - approvedAt;
  expect('her approval was accepted', (await approving).outcome === 'accepted');
  expect(`the one poll had the tokens, ${Math.round(waited)} ms after she approved`, waited > 0);
  expect('the ID token is about alice', tokens.claims()?.sub === 'alice');
}
