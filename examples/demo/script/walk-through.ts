import { ARTICLE_REQUEST, articlePoll, SMART_HOME_DEVICE } from '../article.js';
import { phoneOf } from './phone.js';
import { heading } from './print.js';
import { expect, personThinks, type Stage } from './stage.js';
import { tracedFetch } from './traced-fetch.js';

const JSON_BODY = { 'Content-Type': 'application/json' };
const FORM_BODY = { 'Content-Type': 'application/x-www-form-urlencoded' };

type Body = Readonly<Record<string, unknown>>;

/** The three calls of the article that newcomers bring, just as it prints them. */
export async function walkThrough(stage: Pick<Stage, 'url' | 'interval'>): Promise<void> {
  const { url, interval } = stage;
  const post = async (path: string, headers: Record<string, string>, body: string) => {
    const response = await tracedFetch(url + path, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Body };
  };

  heading('The article registers its smart-home device');
  const registered = await post('/register', JSON_BODY, JSON.stringify(SMART_HOME_DEVICE));
  expect('the answer is 201', registered.status === 201);
  expect('the client has the identifier it chose', registered.body.client_id === 'smart-home-device');

  heading('The device asks, and names nobody: its owner is alice');
  const asked = await post('/ciba/auth', FORM_BODY, ARTICLE_REQUEST);
  const { auth_req_id, ...rest } = asked.body;
  expect('the answer is 200 with an auth_req_id', asked.status === 200 && typeof auth_req_id === 'string');
  expect('the request lives an hour, as asked', rest.expires_in === 3600);
  expect('the interval is announced', rest.interval === interval);

  heading('The device polls while alice has not decided');
  const poll = () => post('/token', FORM_BODY, articlePoll(String(auth_req_id)));
  const pending = await poll();
  expect('the answer is 400', pending.status === 400);
  expect('it says authorization_pending', pending.body.error === 'authorization_pending');

  await personThinks('alice', stage);
  const phone = phoneOf('alice', url);
  const [request] = await phone.pending();
  const { outcome } = await phone.decide(request?.id ?? '', 'approve');
  expect('her approval was accepted', outcome === 'accepted');

  heading('The device polls again');
  const { status, body } = await poll();
  expect('the answer is 200', status === 200);
  expect('there is an access token', typeof body.access_token === 'string');
  expect('it is a Bearer token for an hour', body.token_type === 'Bearer' && body.expires_in === 3600);
  expect('there is an ID token', typeof body.id_token === 'string');
}
