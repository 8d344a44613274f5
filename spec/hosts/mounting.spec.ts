import type express5 from 'express';
import { CIBA_GRANT, type TestHost, type TestHostOptions, testHost } from '../support/host.js';
import { expectWholeFlow, pollAt } from '../support/hosts-flow.js';
import { expressVersions } from '../support/http-hosts.js';
import { post } from '../support/http-requests.js';

type Framework = typeof express5;

/** A host with its own answer behind us wherever something is posted. */
function mounted(
  express: Framework,
  options: TestHostOptions,
  mount: (app: express5.Express, host: TestHost) => void,
): TestHost {
  const host = testHost({ express, ...options });
  const app = express();
  mount(app, host);
  app.use((req, res) => void res.status(418).json({ host: req.originalUrl }));
  return { ...host, app };
}

const otherGrant = { fields: { grant_type: 'refresh_token' } };

describe.each(expressVersions)('mounted on $version', ({ express }) => {
  const [{ express: otherMajor }] = expressVersions.filter((one) => one.express !== express) as never as [
    { express: Framework },
  ];

  it.each<[string, string, (app: express5.Express, host: TestHost) => void]>([
    ['under a prefix', '/oauth', (app, { ciba }) => app.use('/oauth', ciba.router as never)],
    ['under a prefix of two segments', '/a/b', (app, { ciba }) => app.use('/a/b', ciba.router as never)],
    [
      'in a router under a prefix',
      '/oauth',
      (app, { ciba }) => app.use('/oauth', express.Router().use(ciba.router as never)),
    ],
    [
      'in routers within routers',
      '/a/b/c',
      (app, { ciba }) => {
        const inner = express.Router().use('/c', ciba.router as never);
        app.use('/a', express.Router().use('/b', inner));
      },
    ],
    [
      'in an app within the app',
      '/oauth',
      (app, { ciba }) => app.use('/oauth', express().use(ciba.router as never)),
    ],
    [
      'in a router of the other major',
      '/oauth',
      (app, { ciba }) => app.use('/oauth', otherMajor.Router().use(ciba.router as never)),
    ],
    [
      'in an app of the other major',
      '/oauth',
      (app, { ciba }) => app.use('/oauth', otherMajor().use(ciba.router as never) as never),
    ],
  ])('%s it answers there, hands on the rest and warns of nothing', async (_where, mountPath, mount) => {
    const host = mounted(express, { mountPath }, mount);
    const places = { backchannel: `${mountPath}/bc-authorize`, token: `${mountPath}/token` };
    await expectWholeFlow(host, places);
    for (const path of [places.token, '/token', '/bc-authorize', `${mountPath}/other`]) {
      const { status, body } = await post(host, path, otherGrant);
      expect({ status, body }).toEqual({ status: 418, body: { host: path } });
    }
    expect(host.logged).toEqual([]);
  });

  it('under a parameter it answers for each value', async () => {
    const host = mounted(express, { mountPath: '/t1' }, (app, { ciba }) =>
      app.use('/:tenant', ciba.router as never),
    );
    await expectWholeFlow(host, { backchannel: '/t1/bc-authorize', token: '/t2/token' });
  });

  it('by its two handlers it answers at two prefixes, and at no other place', async () => {
    const endpoints = {
      backchannelAuthentication: 'https://as.example.com/bc-authorize',
      token: 'https://as.example.com/oauth/token',
    };
    const host = mounted(express, { endpoints }, (app, { ciba }) => {
      app.post('/bc-authorize', ciba.backchannelAuthentication as never);
      app.use('/oauth', express.Router().post('/token', ciba.token as never));
    });
    await expectWholeFlow(host, { backchannel: '/bc-authorize', token: '/oauth/token' });
    for (const path of ['/oauth/bc-authorize', '/token', '/oauth/token'])
      expect((await post(host, path, otherGrant)).body).toEqual({ host: path });
    expect(host.ciba.metadata()).toMatchObject({
      backchannel_authentication_endpoint: endpoints.backchannelAuthentication,
    });
    expect(host.logged).toEqual([]);
  });

  it('twice it answers at both places', async () => {
    const host = mounted(express, { mountPath: '/oauth' }, (app, { ciba }) => {
      app.use('/oauth', ciba.router as never);
      app.use('/v2', ciba.router as never);
    });
    await expectWholeFlow(host, { backchannel: '/v2/bc-authorize', token: '/oauth/token' });
  });

  it('twice on one path it answers once, and another grant is put back twice', async () => {
    const host = mounted(express, {}, (app, { ciba, app: behind }) => {
      app.use(ciba.router as never);
      app.use(behind);
    });
    await expectWholeFlow(host, { backchannel: '/bc-authorize', token: '/token' });
    expect((await post(host, '/token', otherGrant)).body).toEqual({ from: 'the host' });
    expect(host.hostTokenRequests).toEqual([expect.objectContaining(otherGrant.fields)]);
  });

  describe('behind host middleware', () => {
    const boom = new Error('the host’s own');
    const passedOn: unknown[] = [];
    const onError = ((error, _req, res, _next) => {
      passedOn.push(error);
      res.status(503).json({ error: 'host' });
    }) as express5.ErrorRequestHandler;
    beforeEach(() => passedOn.splice(0));

    it.each<[string, express5.RequestHandler]>([
      [
        'that throws',
        () => {
          throw boom;
        },
      ],
      ['that passes an error on', (_req, _res, next) => next(boom)],
      ['that fails later', (_req, _res, next) => void setImmediate(() => next(boom))],
    ])('%s, it answers nothing and the host does', async (_how, failing) => {
      const host = mounted(express, {}, (app, { ciba }) => {
        app.use(failing);
        app.use(ciba.router as never);
        app.use(onError);
      });
      for (const path of ['/bc-authorize', '/token']) {
        const { status, body } = await post(host, path, { fields: { grant_type: CIBA_GRANT } });
        expect({ status, body }).toEqual({ status: 503, body: { error: 'host' } });
      }
      expect(passedOn).toEqual([boom, boom]);
      expect([host.notified, host.logged]).toEqual([[], []]);
    });

    it('that fails for another path, it answers as ever', async () => {
      const host = mounted(express, {}, (app, { ciba }) => {
        app.use('/other', (_req, _res, next) => next(boom));
        app.use(ciba.router as never);
        app.use(onError);
      });
      expect((await pollAt(host, '/other/token', 'x')).status).toBe(503);
      await expectWholeFlow(host, { backchannel: '/bc-authorize', token: '/token' });
    });
  });
});
