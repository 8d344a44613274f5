import type { DemoHost } from '../../examples/demo/host.js';
import { type Answer, asCallCentre, demoInMemory, send } from './support/demo.js';

const json = { 'Content-Type': 'application/json' };
const approve = JSON.stringify({ decision: 'approve' });

describe('the phone of the demo', () => {
  let host: DemoHost;
  /** The approval id of a request that asks for alice. */
  let id: string;

  beforeEach(async () => {
    host = await demoInMemory();
    await asCallCentre(`${host.url}/bc-authorize`, { scope: 'openid', login_hint: 'alice' });
    const [pending] = await host.ciba.listRequests({ sub: 'alice' });
    id = pending?.id ?? '';
  });
  afterEach(() => host.close());

  const list = (headers: Record<string, string>): Promise<Answer> =>
    send(`${host.url}/phone/requests`, { headers });
  const decide = (headers: Record<string, string>, body = approve): Promise<Answer> =>
    send(`${host.url}/phone/requests/${id}`, { method: 'POST', headers: { ...json, ...headers }, body });
  const state = async (): Promise<string | undefined> =>
    (await host.ciba.getRequest(id, { sub: 'alice' }))?.state;
  const cookie = async (path: string): Promise<string> => {
    const response = await fetch(host.url + path);
    await response.text();
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };

  it('shows to each user what is pending for that user', async () => {
    const shown = { id, scope: ['openid'], client: { client_id: 'call-centre', client_name: 'Call centre' } };
    expect(await list({ 'X-Demo-User': 'alice' })).toMatchObject({ status: 200, body: [shown] });
    expect(await list({ 'X-Demo-User': 'bob' })).toEqual({ status: 200, body: [] });
  });

  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
  ])('takes the decision %s once, and says so again for the same', async (decision, expected) => {
    const body = JSON.stringify({ decision });
    expect(await decide({ 'X-Demo-User': 'alice' }, body)).toEqual({
      status: 200,
      body: { outcome: 'accepted' },
    });
    expect(await decide({ 'X-Demo-User': 'alice' }, body)).toEqual({
      status: 200,
      body: { outcome: 'repeated' },
    });
    expect(await state()).toBe(expected);
  });

  it('keeps to the first decision', async () => {
    await decide({ 'X-Demo-User': 'alice' }, JSON.stringify({ decision: 'deny' }));
    expect(await decide({ 'X-Demo-User': 'alice' })).toEqual({ status: 409, body: { outcome: 'conflict' } });
  });

  it('is unlocked by the cookie of the page, for alice or whom the page names', async () => {
    expect(await decide({ Cookie: await cookie('/?user=bob') })).toEqual({
      status: 403,
      body: { outcome: 'wrong_user' },
    });
    expect(await decide({ Cookie: await cookie('/') })).toEqual({
      status: 200,
      body: { outcome: 'accepted' },
    });
  });

  it.each([
    ['no sign-in', {}],
    ['an unknown user', { 'X-Demo-User': 'unknown' }],
    ['a cookie that nobody signed', { Cookie: 'demo_phone=alice' }],
    ['a cookie with a wrong signature', { Cookie: `demo_phone=alice.${'A'.repeat(43)}` }],
    ['a cookie in letters of another length', { Cookie: `demo_phone=alice.${'\u00e9'.repeat(43)}` }],
  ])('refuses %s', async (_what, headers) => {
    const refused = { status: 401, body: { error: 'not_signed_in' } };
    expect(await list(headers as Record<string, string>)).toEqual(refused);
    expect(await decide(headers as Record<string, string>)).toEqual(refused);
    expect(await state()).toBe('pending');
  });

  it('refuses a cookie that was signed for another user', async () => {
    const forged = (await cookie('/?user=bob')).replace('bob', 'alice');
    expect((await decide({ Cookie: forged })).status).toBe(401);
  });

  it.each([
    ['another origin', { Origin: 'https://evil.example.com' }],
    ['an opaque origin', { Origin: 'null' }],
    ['this origin over https', { Origin: 'https://127.0.0.1' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another port of this machine', { 'Sec-Fetch-Site': 'same-site' }],
    ['a name that was made to point here', { Host: 'evil.example.com' }],
  ])('refuses what comes from %s, though signed in', async (_what, headers) => {
    const refused = { status: 403, body: { error: 'cross_site' } };
    const signedIn = { 'X-Demo-User': 'alice', ...headers } as Record<string, string>;
    expect(await list(signedIn)).toEqual(refused);
    expect(await decide(signedIn)).toEqual(refused);
    expect(await state()).toBe('pending');
  });

  it('takes what a browser sends from its own page, under either name of this machine', async () => {
    const browser = { 'Sec-Fetch-Site': 'same-origin', Cookie: await cookie('/') };
    const local = host.url.replace('127.0.0.1', 'localhost');
    expect((await decide({ ...browser, Origin: host.url })).status).toBe(200);
    expect((await decide({ ...browser, Origin: local, Host: new URL(local).host })).status).toBe(200);
  });

  it.each([
    ['no JSON', 'approve', 400],
    ['half a JSON', '{"decision":', 400],
    ['no decision', '{}', 400],
    ['another decision', '{"decision":"maybe"}', 400],
    ['a method of the package', '{"decision":"close"}', 400],
    ['a list', '["approve"]', 400],
    ['a list as decision', '{"decision":["approve"]}', 400],
    ['nothing at all', '', 400],
    ['more than a decision needs', JSON.stringify({ decision: 'approve', more: 'x'.repeat(200_000) }), 413],
  ])('refuses %s as a decision', async (_what, body, status) => {
    expect((await decide({ 'X-Demo-User': 'alice' }, body)).status).toBe(status);
    expect(await state()).toBe('pending');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'refuses a decision as %s, which a form of another site could send',
    async (type) => {
      expect(await decide({ 'X-Demo-User': 'alice', 'Content-Type': type })).toEqual({
        status: 415,
        body: { error: 'json_only' },
      });
      expect(await state()).toBe('pending');
    },
  );

  it('takes the number of the other device with an approval', async () => {
    const till = { client_id: 'call-centre', login_hint: 'alice', number_matching: 'type' };
    const started = await send(`${host.url}/till/start`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(till),
    });
    const listed = await host.ciba.listRequests({ sub: 'alice' });
    id = listed.find(({ number_matching }) => number_matching)?.id ?? '';
    const signedIn = { 'X-Demo-User': 'alice' };
    expect(await decide(signedIn)).toEqual({ status: 403, body: { outcome: 'number_needed' } });
    const { matching_number } = (started.body as { body: { matching_number: string } }).body;
    const body = JSON.stringify({ decision: 'approve', number: matching_number });
    expect(await decide(signedIn, body)).toEqual({ status: 200, body: { outcome: 'accepted' } });
  });

  describe('by the device API', () => {
    const asked = (path: string, headers: Record<string, string>): Promise<Answer> =>
      send(`${host.url}/device${path}`, { headers });

    it('shows to each user what is pending for that user', async () => {
      const mine = { status: 200, body: { requests: [{ id }] } };
      expect(await asked('/requests', { 'X-Demo-User': 'alice' })).toMatchObject(mine);
      expect(await asked('/alice/requests', { 'X-Demo-User': 'alice' })).toMatchObject(mine);
    });

    it('shows the phone of one user to no other', async () => {
      expect(await asked('/alice/requests', { 'X-Demo-User': 'bob' })).toEqual({
        status: 401,
        body: { error: 'unauthenticated' },
      });
    });

    it('refuses a name that was made to point here', async () => {
      const headers = { 'X-Demo-User': 'alice', Host: 'evil.example.com' };
      expect(await asked('/requests', headers)).toEqual({ status: 403, body: { error: 'cross_site' } });
    });
  });
});
