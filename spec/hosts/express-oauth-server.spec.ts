import OAuthServer4 from '@node-oauth/express-oauth-server';
import express5, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { createCiba, memoryStore } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import { simulatedUser, testClient } from 'express-ciba/testing';
import OAuthServer2 from 'express-oauth-server';
import request from 'supertest';
import { TestModel, tillRow } from '../oauth2-server/support/model.js';
import { till as client, signingKey } from '../support/host.js';
import { express4 } from '../support/http-hosts.js';

const wrappers = [
  {
    wrapper: '@node-oauth/express-oauth-server 4 on Express 5',
    express: express5,
    OAuthServer: OAuthServer4,
    scopeFormat: 'array',
  },
  {
    wrapper: '@node-oauth/express-oauth-server 4 on Express 4',
    express: express4,
    OAuthServer: OAuthServer4,
    scopeFormat: 'array',
  },
  {
    wrapper: 'express-oauth-server 2 on Express 4',
    express: express4,
    OAuthServer: OAuthServer2,
    scopeFormat: 'string',
  },
] as const;

const nothing: RequestHandler = (_req, _res, next) => next();

const cases = wrappers.flatMap((wrapper) => {
  const { express } = wrapper;
  const form = express.urlencoded({ extended: false });
  return [
    { parsers: 'its form parser after the router', before: nothing, after: form },
    { parsers: 'its form parser before the router', before: form, after: nothing },
    { parsers: 'its form parser before and after the router', before: form, after: form },
    {
      parsers: 'a JSON parser before the router and its form parser after',
      before: express.json(),
      after: form,
    },
  ].map((parsers) => ({ ...wrapper, ...parsers }));
});

describe.each(cases)('a host on $wrapper, with $parsers', (one) => {
  const { express, OAuthServer, scopeFormat, before, after } = one;
  const host = (useErrorHandler = false) => {
    const model = new TestModel(tillRow);
    const oauth = new OAuthServer({ model: model as never, useErrorHandler });
    const ciba = createCiba({
      issuer: 'https://as.example.com',
      mountPath: '/oauth',
      store: memoryStore(),
      idToken: { keys: [signingKey] },
      adapter: {
        ...oauth2ServerAdapter(model, { scopeFormat }),
        resolveUser: () => ({ sub: 'alice' }),
        notifyUser: () => undefined,
      },
    });
    const app = express();
    app.use(before);
    app.use('/oauth', ciba.router);
    app.post('/oauth/token', after, oauth.token());
    app.get('/me', oauth.authenticate(), (_req, res) => {
      res.json(res.locals.oauth.token.user);
    });
    const post = (path: string, fields: Record<string, string>) =>
      request(app).post(path).auth('till', 'till-secret').type('form').send(fields);
    const till = testClient({ app, client, mountPath: '/oauth' });
    const alice = simulatedUser(ciba, { sub: 'alice' });
    const tokens = async () => {
      const { body } = await till.request({ login_hint: 'alice' });
      await alice.approve();
      return till.poll(body.auth_req_id);
    };
    return { app, model, post, till, tokens };
  };

  it('answers the CIBA grant with tokens that its authenticate() takes', async () => {
    const { app, tokens } = host();
    const { status, body } = await tokens();
    expect(status).toBe(200);
    const me = await request(app)
      .get('/me')
      .auth(body.access_token ?? '', { type: 'bearer' });
    expect({ status: me.status, body: me.body }).toEqual({ status: 200, body: { id: 'alice' } });
  });

  it('answers client_credentials as it did before', async () => {
    const { status, body } = await host().post('/oauth/token', { grant_type: 'client_credentials' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: expect.any(Number) },
    });
  });

  it('refreshes a CIBA refresh token by itself, once', async () => {
    const { post, tokens } = host();
    const { refresh_token = '' } = (await tokens()).body;
    const refresh = { grant_type: 'refresh_token', refresh_token };
    expect((await post('/oauth/token', refresh)).body).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid',
    });
    const again = await post('/oauth/token', refresh);
    expect({ status: again.status, error: again.body.error }).toEqual({
      status: 400,
      error: 'invalid_grant',
    });
  });

  it.each([
    [
      'a grant that nobody knows',
      { grant_type: 'urn:example:other' },
      'unsupported_grant_type',
      'Unsupported grant type: `grant_type` is invalid',
    ],
    ['no grant', {}, 'invalid_request', 'Missing parameter: `grant_type`'],
    [
      'a wrong refresh token',
      { grant_type: 'refresh_token', refresh_token: 'wrong' },
      'invalid_grant',
      'Invalid grant: refresh token is invalid',
    ],
  ])('refuses %s in its own words', async (_what, fields, error, error_description) => {
    const { status, body } = await host().post('/oauth/token', fields as Record<string, string>);
    expect({ status, body }).toEqual({ status: 400, body: { error, error_description } });
  });

  it('sends no answer to a CIBA client through its own error handler', async () => {
    const { app, post, till } = host(true);
    const passedOn = jest.fn();
    app.use(((error, _req, res, _next) => {
      passedOn(error);
      res.sendStatus(418);
    }) as ErrorRequestHandler);
    const { body } = await till.request({ login_hint: 'alice' });
    const heard = [];
    for (const auth_req_id of ['wrong', body.auth_req_id]) {
      const poll = await till.poll(auth_req_id);
      heard.push([poll.status, poll.body.error]);
    }
    expect(heard).toEqual([
      [400, 'invalid_grant'],
      [400, 'authorization_pending'],
    ]);
    expect(passedOn).not.toHaveBeenCalled();
    expect((await post('/oauth/token', { grant_type: 'urn:example:other' })).status).toBe(418);
    expect(passedOn).toHaveBeenCalledTimes(1);
  });
});
