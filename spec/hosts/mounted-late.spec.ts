import { readFileSync } from 'node:fs';
import OAuthServer4 from '@node-oauth/express-oauth-server';
import express5, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import OAuthServer2 from 'express-oauth-server';
import oauth2orize from 'oauth2orize';
import { TestModel, tillRow } from '../oauth2-server/support/model.js';
import { CIBA_GRANT, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { express4 } from '../support/http-hosts.js';
import { ask, poll, startApproved } from '../support/http-requests.js';

const model = (): never => new TestModel(tillRow) as never;

const authenticated: RequestHandler = (req, _res, next) => {
  Object.assign(req, { user: { id: 'till' } });
  next();
};
const orize = (): RequestHandler[] => {
  const server = oauth2orize.createServer();
  server.exchange(oauth2orize.exchange.clientCredentials((_client, _scope, done) => done(null, 'access')));
  return [authenticated, server.token(), server.errorHandler()] as never;
};

const unsupported = {
  status: 400,
  body: {
    error: 'unsupported_grant_type',
    error_description: 'Unsupported grant type: `grant_type` is invalid',
  },
};
const notImplemented = {
  status: 501,
  body: {
    error: 'unsupported_grant_type',
    error_description: `Unsupported grant type: ${CIBA_GRANT}`,
  },
};

/** What a poll hears from the host's own token route. */
const hosts = [
  {
    what: '@node-oauth/express-oauth-server 4 on Express 5',
    express: express5,
    token: () => [new OAuthServer4({ model: model() }).token()],
    words: unsupported,
  },
  {
    what: 'express-oauth-server 2 on Express 4',
    express: express4,
    token: () => [new OAuthServer2({ model: model() }).token()],
    words: unsupported,
  },
  { what: 'oauth2orize on Express 5', express: express5, token: orize, words: notImplemented },
  { what: 'oauth2orize on Express 4', express: express4, token: orize, words: notImplemented },
] as const;

describe.each(hosts)('mounted after the token route of $what', ({ express, token, words }) => {
  const build = (mount: (app: Express, route: () => void, host: TestHost) => void): TestHost => {
    const host = testHost({ express });
    const app = express();
    const form = express.urlencoded({ extended: false });
    mount(app, () => app.post('/token', form, ...(token() as RequestHandler[])), host);
    return { ...host, app };
  };
  const late = () =>
    build((app, route, { ciba }) => {
      route();
      app.use(ciba.router as never);
    });

  it('it is never asked, and the host answers a poll in its own words', async () => {
    const host = late();
    const { authReqId } = await startApproved(host);
    const { status, body } = await poll(host, authReqId);
    expect({ status, body }).toEqual(words);
  });

  it('it answers authentication requests all the same', async () => {
    expect((await ask(late())).status).toBe(200);
  });

  it('nothing is lost: mounted before it, the same poll gets the tokens', async () => {
    const host = build((app, route, { ciba }) => {
      app.use(ciba.router as never);
      route();
    });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).body.token_type).toBe('Bearer');
  });

  it('it answers where the host’s middleware before both throws nothing, and is silent where it throws', async () => {
    let down = true;
    const host = build((app, route, { ciba }) => {
      app.use((_req, _res, next) => next(down ? new Error('down') : undefined));
      app.use(ciba.router as never);
      route();
      app.use(((_error, _req, res, _next) => void res.sendStatus(503)) as ErrorRequestHandler);
    });
    expect((await poll(host, 'x')).text).toBe('Service Unavailable');
    down = false;
    expectRefusal(await poll(host, 'x'), [400, 'invalid_grant']);
    expect(host.logged).toEqual([]);
  });
});

it('docs/troubleshooting.md tells both answers and the remedy', () => {
  const rows = readFileSync(`${__dirname}/../../docs/troubleshooting.md`, 'utf8').split('\n');
  const row = rows.find((line) => line.includes('unsupported_grant_type')) ?? '';
  for (const told of ['501', 'token route stands before', '**before** `app.post('])
    expect(row).toContain(told);
});
