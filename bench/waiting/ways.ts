import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from '../http-client.js';
import { expectAnswer } from '../operations/operation.js';
import { approve } from '../operations/steps.js';
import { GRANT_TYPE, PATHS } from '../servers/fixtures.js';
import type { Receiver } from './receiver.js';

/** A way to wait for tokens: one flow, measured from the approval being sent to the tokens, in milliseconds. */
export type Way = (http: HttpClient) => Promise<number>;

/** In which a poll has come to where it is held, and nothing is left to do for the request. */
const SETTLING_MS = 30;

const INTERVAL_MS = 5000;

/** Polls every 5 seconds; the user approves at any moment between two polls. */
export const byPolling: Way = async (http) => {
  const { user, id } = await ask(http);
  const started = performance.now();
  const approving = sleep((1 + Math.random()) * INTERVAL_MS).then(async () => {
    const at = performance.now();
    await approve(http, user);
    return at;
  });
  for (let n = 1; ; n++) {
    await sleep(started + n * INTERVAL_MS - performance.now());
    if (await poll(http, id)) return performance.now() - (await approving);
  }
};

/** One poll, which the server holds. */
export const byLongPoll: Way = async (http) => {
  const { user, id } = await ask(http);
  return sinceApproval(http, user, poll(http, id));
};

/** One poll, once the client was pinged. */
export function byPing({ notified }: Receiver): Way {
  return async (http) => {
    const { user, id, token } = await ask(http);
    const pinged = notified(token).then(({ auth_req_id }) => auth_req_id === id && poll(http, id));
    return sinceApproval(http, user, pinged);
  };
}

/** The tokens are brought. */
export function byPush({ notified }: Receiver): Way {
  return async (http) => {
    const { user, id, token } = await ask(http);
    const pushed = notified(token).then(
      ({ auth_req_id, id_token }) => auth_req_id === id && typeof id_token === 'string',
    );
    return sinceApproval(http, user, pushed);
  };
}

/** A request of a user of its own. */
export async function ask(http: HttpClient): Promise<{ user: string; id: string; token: string }> {
  const [user, token] = [randomUUID(), randomBytes(24).toString('base64url')];
  const answer = await http.post(PATHS.request, {
    scope: 'openid profile',
    login_hint: user,
    binding_message: 'W4SCT',
    client_notification_token: token,
  });
  expectAnswer(answer, 200, ({ auth_req_id }) => typeof auth_req_id === 'string');
  return { user, id: String(answer.body.auth_req_id), token };
}

/** Whether there were tokens. */
export async function poll(http: HttpClient, id: string): Promise<boolean> {
  const { status, body } = await http.post(PATHS.token, { grant_type: GRANT_TYPE, auth_req_id: id });
  const isRight = status === 200 ? typeof body.id_token === 'string' : body.error === 'authorization_pending';
  if (!isRight) throw new Error(`wrong answer: ${status} ${JSON.stringify(body)}`);
  return status === 200;
}

/** Approves, and sees when the tokens were there. */
async function sinceApproval(http: HttpClient, user: string, tokens: Promise<boolean>): Promise<number> {
  const there = tokens.then((hasTokens) => {
    if (!hasTokens) throw new Error('the client was left without tokens');
    return performance.now();
  });
  await Promise.race([sleep(SETTLING_MS), there]);
  const approvedAt = performance.now();
  const [thereAt] = await Promise.all([there, approve(http, user)]);
  return thereAt - approvedAt;
}
