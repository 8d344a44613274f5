import type { HttpClient } from '../http-client.js';
import { GRANT_TYPE, PATHS } from '../servers/fixtures.js';
import { expectAnswer, type Target } from './operation.js';

/** Asks for authentication of a user; answers the `auth_req_id`. */
export async function requestFor(http: HttpClient, user: string): Promise<string> {
  const answer = await http.post(PATHS.request, {
    scope: 'openid profile',
    login_hint: user,
    binding_message: 'W4SCT',
  });
  expectAnswer(
    answer,
    200,
    // node-oidc-provider announces no interval.
    ({ auth_req_id, expires_in, interval = 5 }) =>
      typeof auth_req_id === 'string' && expires_in === 300 && interval === 5,
  );
  return answer.body.auth_req_id as string;
}

/** Polls a request that nobody has decided yet. */
export async function pollPending(http: HttpClient, authReqId: string): Promise<void> {
  const answer = await http.post(PATHS.token, { grant_type: GRANT_TYPE, auth_req_id: authReqId });
  expectAnswer(answer, 400, ({ error }) => error === 'authorization_pending');
}

/** Approves as the user's device would have the host do. */
export async function approve(http: HttpClient, user: string): Promise<void> {
  expectAnswer(await http.post(PATHS.approve, { sub: user }), 200, ({ outcome }) => outcome === 'accepted');
}

/** Fetches the tokens of an approved request. */
export async function redeem({ http, server }: Target, authReqId: string): Promise<void> {
  const answer = await http.post(PATHS.token, { grant_type: GRANT_TYPE, auth_req_id: authReqId });
  expectAnswer(
    answer,
    200,
    ({ access_token, id_token }) =>
      typeof access_token === 'string' && (typeof id_token === 'string') === server.signs,
  );
}
