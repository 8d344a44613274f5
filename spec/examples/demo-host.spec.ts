import type { DemoHost } from '../../examples/demo/host.js';
import { asCallCentre, asClient, demoInMemory, send } from './support/demo.js';

const COPIED_GRANT = 'urn:ietf:params:oauth:grant-type:ciba';
const body = async (answer: Promise<{ body: unknown }>) => (await answer).body as Record<string, unknown>;

describe('the demo host', () => {
  let host: DemoHost;

  beforeEach(async () => {
    host = await demoInMemory();
  });
  afterEach(() => host.close());

  const ask = (form: Record<string, string>, path = '/bc-authorize') =>
    asCallCentre(host.url + path, { scope: 'openid', ...form });

  it.each(['/bc-authorize', '/ciba/auth'])('takes authentication requests at %s', async (path) => {
    expect(await ask({ login_hint: 'alice', requested_expiry: '3600' }, path)).toEqual({
      status: 200,
      body: { auth_req_id: expect.any(String), expires_in: 3600, interval: 1 },
    });
  });

  it.each([
    ['a name', () => 'alice', 'alice'],
    ['an e-mail address', () => 'Bob@example.com', 'bob'],
    ['issuer and subject', (iss: string) => JSON.stringify({ format: 'iss_sub', iss, sub: 'bob' }), 'bob'],
    [
      'an issuer with a slash',
      (iss: string) => JSON.stringify({ format: 'iss_sub', iss: `${iss}/`, sub: 'bob' }),
      'bob',
    ],
    ['a mailto: URI', () => 'mailto:bob@example.com', 'bob'],
    ['an e-mail address in JSON', () => JSON.stringify({ format: 'email', email: 'bob@example.com' }), 'bob'],
    ['a name in JSON', () => JSON.stringify({ format: 'opaque', id: 'bob' }), 'bob'],
  ])('finds users by %s', async (_what, hint, sub) => {
    expect((await ask({ login_hint: hint(host.url) })).status).toBe(200);
    expect(await host.ciba.listRequests({ sub })).toHaveLength(1);
  });

  it.each([
    ['unknown', 'unknown'],
    ['another issuer', JSON.stringify({ format: 'iss_sub', iss: 'https://other.example.com', sub: 'bob' })],
    ['another format', JSON.stringify({ format: 'phone_number', phone_number: '+4915112345678' })],
    ['a format that is none', JSON.stringify({ format: 'name', name: 'bob' })],
    ['half a JSON', '{"format":'],
    ['a member of every object', 'constructor'],
  ])('knows nobody by %s', async (_what, login_hint) => {
    const { error } = await body(ask({ login_hint }));
    expect(error).toBe('unknown_user_id');
  });

  it.each([
    ['of the specification', 'urn:openid:params:grant-type:ciba'],
    ['of the copied articles', COPIED_GRANT],
  ])('takes the grant type %s', async (_what, grant_type) => {
    const { auth_req_id } = await body(ask({ login_hint: 'alice' }));
    const [pending] = await host.ciba.listRequests({ sub: 'alice' });
    await host.ciba.approve(pending?.id ?? '', { sub: 'alice' });
    const form = { grant_type, auth_req_id: String(auth_req_id) };
    const { access_token } = await body(asCallCentre(`${host.url}/token`, form));
    const me = await send(`${host.url}/me`, { headers: { Authorization: `Bearer ${access_token}` } });
    expect(me).toEqual({ status: 200, body: { sub: 'alice', client_id: 'call-centre', scope: 'openid' } });
  });

  it('answers a poll that it holds before it closes', async () => {
    const form = { scope: 'openid', login_hint: 'alice' };
    const { auth_req_id } = await body(asClient('shop-till', `${host.url}/bc-authorize`, form));
    const question = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: String(auth_req_id) };
    const other = await demoInMemory();
    const held = asClient('shop-till', `${host.url}/token`, question);
    // Whatever is answered at once is answered by the time that another request was.
    await send(`${host.url}/jwks`);
    await host.close();
    expect(await held).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    host = other;
  });

  it('answers client_credentials by itself', async () => {
    const form = { grant_type: 'client_credentials', scope: 'profile' };
    expect(await asCallCentre(`${host.url}/token`, form)).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        scope: 'profile',
      },
    });
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { Authorization: 'Bearer wrong' }],
  ])('answers 401 at /me for %s', async (_what, headers) => {
    expect((await send(`${host.url}/me`, { headers: headers as Record<string, string> })).status).toBe(401);
  });

  it('publishes where everything is, never the copied grant type', async () => {
    const document = await body(send(`${host.url}/.well-known/openid-configuration`));
    expect(document).toMatchObject({
      issuer: host.url,
      jwks_uri: `${host.url}/jwks`,
      token_endpoint: `${host.url}/token`,
      backchannel_authentication_endpoint: `${host.url}/bc-authorize`,
      backchannel_token_delivery_modes_supported: ['poll', 'ping'],
      grant_types_supported: ['client_credentials', 'refresh_token', 'urn:openid:params:grant-type:ciba'],
    });
    const { keys } = (await body(send(`${host.url}/jwks`))) as unknown as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kty, alg, d }) => ({ kty, alg, d }))).toEqual([
      { kty: 'EC', alg: 'ES256', d: undefined },
    ]);
  });

  it('serves the page, signs the browser in, and lets nothing run or frame it but its own', async () => {
    const page = await fetch(host.url);
    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Strict$/)]);
    expect((await send(`${host.url}/?user=unknown`)).status).toBe(404);
  });

  it('serves each file that the page names, and has neither script nor style in the page itself', async () => {
    const text = await (await fetch(host.url)).text();
    const files = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toEqual(['/assets/icon.svg', '/assets/style.css', '/assets/demo.js']);
    for (const file of files) {
      const { status, headers } = await fetch(host.url + file);
      expect([file, status, headers.get('X-Content-Type-Options')]).toEqual([file, 200, 'nosniff']);
    }
    expect(text).not.toMatch(/<style| style=| on[a-z]+=|<script(?! type="module" src=)/);
  });
});
