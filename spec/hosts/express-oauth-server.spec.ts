import OAuthServer from '@node-oauth/express-oauth-server';
import express, { type RequestHandler } from 'express';
import { createCiba, memoryStore } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import request from 'supertest';
import { TestModel, tillRow } from '../oauth2-server/support/model.js';
import { CIBA_GRANT, signingKey } from '../support/host.js';

const form = express.urlencoded({ extended: false });
const nothing: RequestHandler = (_req, _res, next) => next();

describe.each([
  { parsers: 'its form parser after the router', before: nothing, after: form },
  { parsers: 'its form parser before the router', before: form, after: nothing },
  { parsers: 'its form parser before and after the router', before: form, after: form },
  {
    parsers: 'a JSON parser before the router and its form parser after',
    before: express.json(),
    after: form,
  },
])('a host on @node-oauth/express-oauth-server, with $parsers', ({ before, after }) => {
  const host = (useErrorHandler = false) => {
    const model = new TestModel(tillRow);
    const oauth = new OAuthServer({ model: model as never, useErrorHandler });
    const asked: string[] = [];
    const ciba = createCiba({
      issuer: 'https://as.example.com',
      mountPath: '/oauth',
      store: memoryStore(),
      idToken: { keys: [signingKey] },
      adapter: {
        ...oauth2ServerAdapter(model),
        resolveUser: () => ({ sub: 'alice' }),
        notifyUser: ({ id }) => asked.push(id),
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
    const tokens = async () => {
      const { body } = await post('/oauth/bc-authorize', { scope: 'openid', login_hint: 'alice' });
      await ciba.approve(asked.at(-1) ?? '', { sub: 'alice' });
      return post('/oauth/token', { grant_type: CIBA_GRANT, auth_req_id: body.auth_req_id });
    };
    return { app, model, post, tokens };
  };

  it('answers the CIBA grant with tokens that its authenticate() takes', async () => {
    const { app, tokens } = host();
    const { status, body } = await tokens();
    expect(status).toBe(200);
    const me = await request(app).get('/me').auth(body.access_token, { type: 'bearer' });
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
    const { body } = await tokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
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
    const { app, post } = host(true);
    const passedOn = jest.fn();
    app.use(((error, _req, res, _next) => {
      passedOn(error);
      res.sendStatus(418);
    }) as express.ErrorRequestHandler);
    const { status, body } = await post('/oauth/token', { grant_type: CIBA_GRANT, auth_req_id: 'wrong' });
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
    expect(passedOn).not.toHaveBeenCalled();
  });
});
