import type { Express } from 'express';
import type { CibaStore } from 'express-ciba';
import OAuthServer from 'express-oauth-server';
import express from 'express4';
import { issuer } from '../express-oauth2-server/your-server.js';
import { model } from './model.js';
import { mountCiba } from './mount.js';

/** A server on Express 4, `express-oauth-server` 2 and `oauth2-server` 3. */
export function createHost(store: CibaStore): Express {
  const oauth = new OAuthServer({ model: model as never });
  const app = express();
  const ciba = mountCiba(app, store);
  app.post('/oauth/token', express.urlencoded({ extended: false }), oauth.token());
  app.get('/me', oauth.authenticate(), (_req, res) => {
    res.json({ id: res.locals.oauth.token.user.id });
  });
  app.get('/.well-known/openid-configuration', (_req, res) => {
    const grant_types_supported = ['client_credentials', 'refresh_token'];
    res.json(ciba.metadata({ issuer, jwks_uri: `${issuer}/jwks`, grant_types_supported }));
  });
  app.get('/jwks', (_req, res) => {
    res.json(ciba.jwks());
  });
  return app;
}
