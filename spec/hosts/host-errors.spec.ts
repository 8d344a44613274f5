import type express5 from 'express';
import { CIBA_GRANT, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask, poll, post, start } from '../support/http-requests.js';

const boom = new Error('the host’s own');

/** How a route may fail; `Express 5` alone takes a rejected promise. */
const failures: readonly [string, readonly string[], express5.RequestHandler][] = [
  [
    'by throwing',
    ['Express 4', 'Express 5'],
    () => {
      throw boom;
    },
  ],
  ['by next(error)', ['Express 4', 'Express 5'], (_req, _res, next) => next(boom)],
  [
    'by next(error), later',
    ['Express 4', 'Express 5'],
    (_req, _res, next) => void setImmediate(() => next(boom)),
  ],
  [
    'by a rejected promise that it hands to next',
    ['Express 4', 'Express 5'],
    (_req, _res, next) => void Promise.reject(boom).catch(next),
  ],
  ['by an async function', ['Express 5'], async () => Promise.reject(boom)],
];

describe.each(expressVersions)('a host’s token route that fails behind us, on $version', (major) => {
  const { express, version } = major;
  const passedOn: unknown[] = [];
  let entered = 0;
  beforeEach(() => {
    passedOn.splice(0);
    entered = 0;
  });

  const failing = (route: express5.RequestHandler, parser?: express5.RequestHandler): TestHost => {
    const host = testHost({ express });
    const app = express();
    if (parser) app.use(parser);
    app.use(host.ciba.router as never);
    app.post('/token', (req, res, next) => {
      entered++;
      return route(req, res, next);
    });
    app.use(((error, _req, res, _next) => {
      passedOn.push(error);
      res.status(503).json({ error: 'host' });
    }) as express5.ErrorRequestHandler);
    return { ...host, app };
  };
  const mine = failures.filter(([, versions]) => versions.includes(version));
  const parsers: readonly [string, express5.RequestHandler | undefined][] = [
    ['no parser', undefined],
    ['a form parser', express.urlencoded({ extended: false })],
  ];

  describe.each(parsers)('with %s before us', (_name, parser) => {
    it.each(mine)('%s, is heard by its own error handler once', async (_how, _versions, route) => {
      const host = failing(route, parser);
      const { status, body } = await post(host, '/token', { fields: { grant_type: 'refresh_token' } });
      expect({ status, body }).toEqual({ status: 503, body: { error: 'host' } });
      expect([passedOn, entered, host.logged]).toEqual([[boom], 1, []]);
    });

    it.each(mine)('%s, does not fail CIBA', async (_how, _versions, route) => {
      const host = failing(route, parser);
      const { authReqId } = await start(host);
      expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 5 });
      expectRefusal(await poll(host, 'x'), [400, 'invalid_grant']);
      expectRefusal(await ask(host, { login_hint: 'nobody' }), [400, 'unknown_user_id']);
      expect([passedOn, entered]).toEqual([[], 0]);
    });
  });

  it('keeps its own answer where it has one before it fails', async () => {
    const host = failing((_req, res, next) => {
      res.json({ from: 'the host' });
      next(boom);
    });
    expect((await post(host, '/token', { fields: { grant_type: 'x' } })).body).toEqual({ from: 'the host' });
    expect(entered).toBe(1);
  });

  it('hears nothing of a fault of ours: callbacks that throw are answered and logged by us', async () => {
    const host = failing((_req, _res, next) => next(boom));
    const broken = testHost({ express, adapter: { getClient: () => Promise.reject(boom) } });
    const app = express();
    app.use(broken.ciba.router as never);
    app.use(host.app);
    const fields = { grant_type: CIBA_GRANT, auth_req_id: 'x' };
    expectRefusal(await post({ app }, '/token', { fields }), [500, 'server_error']);
    expectRefusal(await ask({ app }), [500, 'server_error']);
    expect([passedOn, entered, broken.logged.length]).toEqual([[], 0, 2]);
  });
});
