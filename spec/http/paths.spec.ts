import supertest from 'supertest';
import { pathMatcher } from '../../lib/http/paths.js';
import type { CibaOptions } from '../../lib/options.js';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask, poll, post, standardFields } from '../support/http-requests.js';

describe('a path', () => {
  it.each([
    ['/token', '/token', true],
    ['/token', '/Token', true],
    ['/Token', '/token', true],
    ['/token', '/token/', true],
    ['/token/', '/token', true],
    ['/token', '/token?x=/y', true],
    ['/token', '/token/?x', true],
    ['/token', '/token//', false],
    ['/token', '/tokens', false],
    ['/token', '/token/x', false],
    ['/token', '/x/token', false],
    ['/token', '//token', false],
    ['/token', '/', false],
    ['/token', '/?/token', false],
    ['/token', undefined, false],
    ['/', '/', true],
    ['/', '/x', false],
  ])('%s as a route is what %s asks for: %s', (path, url, expected) => {
    expect(pathMatcher(path)(url)).toBe(expected);
  });
});

describe.each(expressVersions)('the router, on $version', ({ express }) => {
  const warnings = (host: { readonly logged: unknown[][] }) => host.logged.flat();

  it.each(['/bc-authorize', '/BC-Authorize', '/bc-authorize/', '/bc-authorize?x=1'])(
    'answers at %s',
    async (path) => {
      expect((await post(testHost({ express }), path, { fields: standardFields })).status).toBe(200);
    },
  );

  it.each(['/token', '/Token', '/token/'])('answers the grant at %s', async (path) => {
    const host = testHost({ express });
    const fields = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'x' };
    expectRefusal(await post(host, path, { fields }), [400, 'invalid_grant']);
  });

  it.each(['/', '/bc-authorize/x', '/bc-authorizes', '/x/bc-authorize'])(
    'leaves %s to the host',
    async (path) => {
      const host = testHost({ express });
      host.app.use((_req, res) => void res.status(418).end());
      expect((await post(host, path, { fields: standardFields })).status).toBe(418);
    },
  );

  it('answers at paths that the host chose, and at no others', async () => {
    const paths = { backchannelAuthentication: '/oauth/ciba', token: '/oauth/tokens' };
    const host = testHost({ express, paths });
    expect((await post(host, '/oauth/ciba', { fields: standardFields })).status).toBe(200);
    expect(
      (await post(host, '/oauth/tokens', { fields: { grant_type: 'urn:openid:params:grant-type:ciba' } }))
        .status,
    ).toBe(400);
    expect((await ask(host)).status).toBe(404);
    expect((await poll(host, 'x')).body).toEqual({ from: 'the host' });
  });

  const mounted = (prefix: string, options: Partial<CibaOptions>) => {
    const host = testHost({ express, ...options });
    const app = express();
    app.use(prefix, host.ciba.router as never);
    app.use((_req, res) => void res.status(418).end());
    return { ...host, app };
  };

  it('answers below the prefix where it is mounted, and warns of nothing', async () => {
    const host = mounted('/oauth', { mountPath: '/oauth' });
    expect((await post(host, '/oauth/bc-authorize', { fields: standardFields })).status).toBe(200);
    expect((await post(host, '/bc-authorize', { fields: standardFields })).status).toBe(418);
    expect(host.logged).toEqual([]);
  });

  it('takes the prefix in other letters for the same', async () => {
    const host = mounted('/oauth', { mountPath: '/OAuth/' });
    await post(host, '/oauth/bc-authorize', { fields: standardFields });
    expect(host.logged).toEqual([]);
  });

  it.each([
    ['/oauth', ''],
    ['/oauth', '/auth'],
    ['/', '/oauth'],
  ])('warns once where it is mounted at %s, but mountPath is %j', async (prefix, mountPath) => {
    const host = mounted(prefix, { mountPath });
    const at = prefix === '/' ? '' : prefix;
    for (let round = 0; round < 3; round++) {
      expect((await post(host, `${at}/bc-authorize`, { fields: standardFields })).status).toBe(200);
    }
    expect(warnings(host)).toEqual([
      `express-ciba is mounted at "${at}", but mountPath is "${mountPath}": published URLs will not fit; set mountPath: '${at}'`,
    ]);
  });

  it('warns of no request that it does not answer', async () => {
    const host = mounted('/oauth', {});
    await supertest(host.app).get('/oauth/other');
    expect(host.logged).toEqual([]);
  });
});

describe.each(expressVersions)('the handlers alone, on $version', ({ express }) => {
  it('answer wherever the host routes them', async () => {
    const host = testHost({ express });
    const app = express();
    app.all('/anything', host.ciba.backchannelAuthentication as never);
    app.post('/elsewhere', host.ciba.token as never, (_req, res) => void res.json({ from: 'the host' }));
    expect((await post({ app }, '/anything', { fields: standardFields })).status).toBe(200);
    const grant = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'x' };
    expectRefusal(await post({ app }, '/elsewhere', { fields: grant }), [400, 'invalid_grant']);
    expect((await post({ app }, '/elsewhere', { fields: { grant_type: 'x' } })).body).toEqual({
      from: 'the host',
    });
    expect(host.logged).toEqual([]);
  });
});
