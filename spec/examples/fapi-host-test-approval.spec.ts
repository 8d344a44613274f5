import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CIBA_GRANT } from '../support/host.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';
import type { Answer } from './support/fapi-https.js';

jest.setTimeout(60_000);

const headers = { Authorization: `Basic ${btoa('till:till-secret')}` };

describe('the test route of the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;

  beforeAll(async () => {
    folder = await fapiFolder();
    const clients = [{ client_id: 'till', client_secret: 'till-secret' }];
    host = await startFapiHost(folder, { clients, caps: false, testApproval: true });
  });
  afterAll(async () => {
    await host.stop();
    folder.remove();
  });

  const ask = async (more: Record<string, string> = {}): Promise<string> => {
    const form = { scope: 'openid', login_hint: 'alice', ...more };
    return String((await host.call('/bc-authorize', { headers, form })).body.auth_req_id);
  };
  const approve = async (query: Record<string, string>, method = 'POST'): Promise<number> =>
    (await host.call(`/test/approve?${new URLSearchParams(query)}`, { method })).status;
  const poll = (auth_req_id: string): Promise<Answer> =>
    host.call('/token', { headers, form: { grant_type: CIBA_GRANT, auth_req_id } });

  it('approves with 204 and no body, once and again', async () => {
    const auth_req_id = await ask();
    expect((await poll(auth_req_id)).body.error).toBe('authorization_pending');
    const query = new URLSearchParams({ auth_req_id, action: 'allow' });
    const answer = await host.call(`/test/approve?${query}`, { method: 'POST' });
    expect({ status: answer.status, text: answer.body.text }).toEqual({ status: 204, text: '' });
    // A repeated decision is the same though the clock has moved on.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await approve({ auth_req_id, action: 'allow' })).toBe(204);
    expect((await poll(auth_req_id)).status).toBe(200);
  });

  it('denies with 204, once and again', async () => {
    const auth_req_id = await ask();
    expect(await approve({ auth_req_id, action: 'deny' })).toBe(204);
    expect(await approve({ auth_req_id, action: 'deny' })).toBe(204);
    expect(await poll(auth_req_id)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('keeps to the first decision: 409 for another', async () => {
    const [denied, approved] = [await ask(), await ask()];
    await approve({ auth_req_id: denied, action: 'deny' });
    await approve({ auth_req_id: approved, action: 'allow' });
    expect(await approve({ auth_req_id: denied, action: 'allow' })).toBe(409);
    expect(await approve({ auth_req_id: approved, action: 'deny' })).toBe(409);
    expect((await poll(approved)).status).toBe(200);
  });

  it.each([
    ['another one', `${'A'.repeat(22)}.${'A'.repeat(43)}`],
    ['no id at all', 'unknown'],
    ['a member of every object', 'constructor'],
  ])('answers 404 for %s', async (_what, auth_req_id) => {
    expect(await approve({ auth_req_id, action: 'allow' })).toBe(404);
  });

  it.each([
    ['another action', { action: 'approve' }],
    ['no action', {}],
  ])('answers 400 for %s', async (_what, query) => {
    const auth_req_id = await ask();
    expect(await approve({ auth_req_id, ...query })).toBe(400);
    expect((await poll(auth_req_id)).body.error).toBe('authorization_pending');
  });

  it('answers 400 without an auth_req_id, and takes no GET', async () => {
    expect(await approve({ action: 'allow' })).toBe(400);
    expect(await approve({ auth_req_id: await ask(), action: 'allow' }, 'GET')).toBe(404);
  });

  it('grants the first acr that was asked for, or none', async () => {
    const claims = async (more: Record<string, string>): Promise<Record<string, unknown>> => {
      const auth_req_id = await ask(more);
      await approve({ auth_req_id, action: 'allow' });
      const [, payload = ''] = String((await poll(auth_req_id)).body.id_token).split('.');
      return JSON.parse(Buffer.from(payload, 'base64url').toString());
    };
    expect(await claims({ acr_values: 'urn:x:gold urn:x:silver' })).toMatchObject({ acr: 'urn:x:gold' });
    const now = Date.now() / 1000;
    const { acr, amr, auth_time } = await claims({});
    expect({ acr, amr }).toEqual({ acr: undefined, amr: ['user'] });
    expect(Math.abs(Number(auth_time) - now)).toBeLessThan(60);
  });

  it('finds every one of many requests of one user', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => ask()));
    const statuses = await Promise.all(all.map((auth_req_id) => approve({ auth_req_id, action: 'allow' })));
    expect(statuses).toEqual(all.map(() => 204));
  });
});
