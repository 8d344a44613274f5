import supertest, { type Response } from 'supertest';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT, type TestHost, till } from './host.js';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The fields of a form: an array repeats its parameter, undefined leaves it out. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request to one of the two endpoints. */
export interface FormPost {
  readonly fields?: Fields;
  /** Who authenticates, by `client_secret_post`; null for nobody. */
  readonly client?: CibaClient | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the till asks for unless a test says otherwise. */
export const standardFields: Fields = { scope: 'openid', login_hint: 'alice' };

/** A form as it is sent. */
export function formText(fields: Fields): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const single of [value ?? []].flat()) params.append(name, single);
  }
  return params.toString();
}

/** Credentials in the body. */
export function credentials(client: CibaClient | null): Fields {
  return client === null ? {} : { client_id: client.client_id, client_secret: client.client_secret };
}

/** An `Authorization: Basic` header over text that is sent as it is. */
export function basic(text: string): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** Sends a form. */
export async function post(
  host: Pick<TestHost, 'app'>,
  path: string,
  sent: FormPost = {},
): Promise<Response> {
  const { fields = {}, client = till, headers = {} } = sent;
  return supertest(host.app)
    .post(path)
    .set({ 'Content-Type': FORM_TYPE, ...headers })
    .send(formText({ ...credentials(client), ...fields }));
}

/** Asks for an authentication with the standard fields, changed by `fields`. */
export function ask(
  host: Pick<TestHost, 'app'>,
  fields: Fields = {},
  sent: FormPost = {},
): Promise<Response> {
  return post(host, '/bc-authorize', { ...sent, fields: { ...standardFields, ...fields } });
}

/** Polls for tokens. */
export function poll(
  host: Pick<TestHost, 'app'>,
  authReqId: string | undefined,
  { fields, ...sent }: FormPost = {},
): Promise<Response> {
  const standard = { grant_type: CIBA_GRANT, auth_req_id: authReqId };
  return post(host, '/token', { ...sent, fields: { ...standard, ...fields } });
}

/** The two ids of a pending request. */
export interface Started {
  readonly authReqId: string;
  readonly id: string;
}

/** Asks for an authentication that is accepted. */
export async function start(host: TestHost, fields: Fields = {}, sent: FormPost = {}): Promise<Started> {
  const { status, body } = await ask(host, fields, sent);
  expect(status).toBe(200);
  return { authReqId: body.auth_req_id, id: host.notified.at(-1) ?? '' };
}

/** A request that the user has approved. */
export async function startApproved(host: TestHost, fields: Fields = {}, sub = 'alice'): Promise<Started> {
  const started = await start(host, fields);
  expect(await host.ciba.approve(started.id, { sub })).toEqual({ outcome: 'accepted' });
  return started;
}
