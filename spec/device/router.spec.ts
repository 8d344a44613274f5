import express5 from 'express';
import express4 from 'express4';
import { type DeviceBench, type DeviceBenchOptions, deviceBench } from '../support/device-bench.ts';
import { otherTill } from '../support/host.ts';
import { poll, start } from '../support/http-requests.ts';

const SCOPES = { scope: 'openid profile payments' };
const DETAILS = [
  { type: 'payment', amount: '12.50' },
  { type: 'account', iban: 'DE02' },
];

describe.each([
  ['Express 5', express5, false],
  ['Express 4', express4 as unknown as typeof express5, false],
  ['Express 5 behind a parser', express5, true],
  ['Express 4 behind a parser', express4 as unknown as typeof express5, true],
])('the device API on %s', (_name, express, parser) => {
  const bench = (options: DeviceBenchOptions = {}): DeviceBench =>
    deviceBench({ express, parser, ...options });

  it('lists what is pending for the user who is signed in, the first to expire in front', async () => {
    const { host, get, post, judged } = bench();
    const late = await start(host, { requested_expiry: '600' });
    const early = await start(host, { requested_expiry: '60' }, { client: otherTill });
    const decided = await start(host);
    await post(`/requests/${decided.id}/deny`);
    await start(host, { login_hint: 'bob' });
    const { status, body } = await judged(get('/requests'));
    expect([status, body.requests.map(({ id }: { id: string }) => id)]).toEqual([200, [early.id, late.id]]);
    expect((await get('/requests', 'carol')).body).toEqual({ user: expect.any(String), requests: [] });
  });

  it('says by another name that it is another user, and by none who it is', async () => {
    const { get } = bench();
    const userOf = async (sub: string): Promise<string> => (await get('/requests', sub)).body.user;
    const [alice, again, bob] = [await userOf('alice'), await userOf('alice'), await userOf('bob')];
    expect(alice).toMatch(/^[\w-]{22}$/);
    expect([again === alice, bob === alice]).toEqual([true, false]);
  });

  it('shows a request, with the seconds that are left', async () => {
    const { host, get, judged } = bench();
    const fields = { ...SCOPES, binding_message: 'W4SCT', ui_locales: 'de en', requested_expiry: '60' };
    const { id } = await start(host, { ...fields, authorization_details: JSON.stringify(DETAILS) });
    host.clock.advance(12_345);
    const { status, body } = await judged(get(`/requests/${id}`));
    expect([status, body]).toEqual([
      200,
      {
        id,
        state: 'pending',
        client: { client_id: 'till', client_name: 'Till 7' },
        scope: ['openid', 'profile', 'payments'],
        authorization_details: DETAILS,
        binding_message: 'W4SCT',
        ui_locales: ['de', 'en'],
        deliveryMode: 'poll',
        createdAt: expect.stringMatching(/Z$/),
        expiresAt: expect.stringMatching(/Z$/),
        expires_in: 47,
      },
    ]);
    host.clock.advance(60_000);
    expect((await judged(get(`/requests/${id}`))).body).toMatchObject({ state: 'expired', expires_in: 0 });
  });

  it('shows of the user nothing, whatever the host knows of them', async () => {
    const { host, get } = bench({
      adapter: { getUser: (sub) => ({ sub, passwordHash: 'a-hash' }) as never },
    });
    const { id } = await start(host);
    for (const path of ['/requests', `/requests/${id}`])
      expect((await get(path)).text).not.toMatch(/a-hash|alice/);
  });

  it('approves, and its client gets the tokens', async () => {
    const { host, post, judged } = bench();
    const { id, authReqId } = await start(host);
    const { status, body } = await judged(post(`/requests/${id}/approve`));
    expect([status, body]).toEqual([200, { outcome: 'accepted' }]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('approves a part', async () => {
    const { host, post, judged } = bench();
    const asked = { ...SCOPES, authorization_details: JSON.stringify(DETAILS) };
    const { id, authReqId } = await start(host, asked);
    const granted = { scope: ['openid', 'payments'], authorization_details: [DETAILS[1]] };
    expect((await judged(post(`/requests/${id}/approve`, granted))).body).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId)).body).toMatchObject({
      scope: 'openid payments',
      authorization_details: [DETAILS[1]],
    });
  });

  it.each(['deny', 'report'])('takes a refusal: %s', async (name) => {
    const { host, post, judged } = bench();
    const { id, authReqId } = await start(host);
    const { status, body } = await judged(post(`/requests/${id}/${name}/`));
    expect([status, body]).toEqual([200, { outcome: 'accepted' }]);
    expect((await poll(host, authReqId)).body.error).toBe('access_denied');
  });

  it('keeps a client away that was reported', async () => {
    const { host, post } = bench();
    await post(`/requests/${(await start(host)).id}/report`);
    await expect(start(host)).rejects.toThrow();
  });

  it('says of everything that nothing may keep or embed it', async () => {
    const { host, get, post } = bench();
    const { id } = await start(host);
    for (const { headers } of [
      await get('/requests'),
      await get('/requests', ''),
      await post(`/requests/${id}/deny`),
    ])
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
  });

  it('leaves everything else to the host', async () => {
    const { host, get, post } = bench();
    const { id } = await start(host);
    for (const path of [
      '/',
      '/request',
      '/requestsx',
      `/requests/${id}/approve/x`,
      '/openapi_json',
      '/events/x',
    ])
      expect((await get(path)).body).toEqual({ from: 'the host' });
    expect((await post(`/requests/${id}/cancel`)).body).toEqual({ from: 'the host' });
  });
});

describe('an approval by the device API', () => {
  it('tells how the user signed in, and no other member of the session', async () => {
    const approved: unknown[] = [];
    const session = {
      sub: 'alice',
      acr: 'phr',
      amr: ['hwk'],
      auth_time: 1_000_000,
      scope: ['openid'],
      admin: true,
    };
    const { host, post } = deviceBench({
      device: { authenticateUser: () => session },
      adapter: {
        issueTokens: ({ scope, acr, amr, auth_time }) => {
          approved.push({ scope, acr, amr, auth_time });
          return { access_token: 'a', token_type: 'Bearer' };
        },
      },
    });
    const { id, authReqId } = await start(host, SCOPES);
    await post(`/requests/${id}/approve`);
    await poll(host, authReqId);
    expect(approved).toEqual([
      { scope: ['openid', 'profile', 'payments'], acr: 'phr', amr: ['hwk'], auth_time: 1_000_000 },
    ]);
  });

  it('asks for a stronger sign-in where the request does', async () => {
    const { host, post, judged } = deviceBench({
      device: { authenticateUser: () => ({ sub: 'alice', auth_time: Math.floor(Date.now() / 1000) - 1000 }) },
    });
    const { id } = await start(host, { max_age: '60' });
    const { status, body } = await judged(post(`/requests/${id}/approve`));
    expect([status, body]).toEqual([403, { outcome: 'step_up' }]);
  });

  it('is refused where the host judges so', async () => {
    const { host, post, judged } = deviceBench({ adapter: { revalidate: () => false } });
    const { status, body } = await judged(post(`/requests/${(await start(host)).id}/approve`));
    expect([status, body]).toEqual([403, { outcome: 'refused' }]);
  });

  it.each([
    [{ scope: ['openid', 'admin'] }],
    [{ scope: ['profile'] }],
    [{ scope: [] }],
    [{ authorization_details: [{ type: 'payment', amount: '99' }] }],
    [{ authorization_details: [DETAILS[0], DETAILS[0]] }],
  ])('grants no more than was asked for: %j', async (body) => {
    const { host, post, judged, logged } = deviceBench();
    const { id } = await start(host, { ...SCOPES, authorization_details: JSON.stringify(DETAILS) });
    const answer = await judged(post(`/requests/${id}/approve`, body));
    expect([answer.status, answer.body]).toEqual([400, { error: 'invalid_request' }]);
    expect([(await host.ciba.getRequest(id, { sub: 'alice' }))?.state, logged]).toEqual(['pending', []]);
  });

  const nested = `${'['.repeat(8000)}${']'.repeat(8000)}`;

  it.each([
    ...['{"scope":"openid"}', '{"scope":[1]}', '{"scope":[""]}', '{"scope":null}', '{"scopes":["openid"]}'],
    ...['{"authorization_details":{}}', '{"authorization_details":[1]}', '{"authorization_details":[{}]}'],
    ...[
      '{"number":7}',
      '{"number":"7"}',
      '{"number":"007"}',
      '{"number":"٠٧"}',
      '{"acr":"phr"}',
      '{"sub":"bob"}',
    ],
    ...['{"__proto__":{"scope":["openid"]}}', '{"constructor":[]}', `{"authorization_details":${nested}}`],
  ])('says what is granted in its own words and in no other: %.60s', async (body) => {
    const { host, post, judged, logged } = deviceBench();
    const { id } = await start(host);
    const answer = await judged(post(`/requests/${id}/approve`, body));
    expect([answer.status, answer.body]).toEqual([400, { error: 'invalid_request' }]);
    expect([(await host.ciba.getRequest(id, { sub: 'alice' }))?.state, logged]).toEqual(['pending', []]);
  });

  it.each(['deny', 'report'])('is no word of a refusal: %s', async (name) => {
    const { host, post } = deviceBench();
    const { id } = await start(host);
    expect((await post(`/requests/${id}/${name}`, { scope: ['openid'] })).status).toBe(400);
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.state).toBe('pending');
  });

  it('hands on the number that the user has picked, and none where none is sent', async () => {
    const approved: unknown[] = [];
    const { post } = deviceBench({
      replaced: () => ({
        async approve(_id, approval) {
          approved.push(approval);
          return { outcome: 'accepted' };
        },
      }),
    });
    for (const body of [{ number: '07' }, {}])
      expect((await post('/requests/x/approve', body)).status).toBe(200);
    expect(approved).toEqual([{ sub: 'alice', number: '07' }, { sub: 'alice' }]);
  });
});
