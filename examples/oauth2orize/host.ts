import express, { type Express } from 'express';
import type { CibaStore } from 'express-ciba';
import oauth2orize from 'oauth2orize';
import passport from 'passport';
import { issuer } from '../express-oauth2-server/your-server.js';
import { ClientStrategy } from './client-strategy.js';
import type { Client } from './clients.js';
import { mountCiba } from './mount.js';
import { findAccessToken, issueAccessToken } from './tokens.js';

/** A server on oauth2orize and Passport. */
export function createHost(store: CibaStore): Express {
  const oauth = oauth2orize.createServer();
  const byHost = oauth2orize.exchange.clientCredentials(({ id }: Client, scope, done) => {
    issueAccessToken({ client_id: id, sub: id, scope }).then((token) => done(null, token), done);
  });
  oauth.exchange(byHost);
  passport.use(new ClientStrategy());
  const client = passport.authenticate('client', { session: false });

  const app = express();
  const ciba = mountCiba(app, store);
  const form = express.urlencoded({ extended: false });
  app.post('/oauth/token', form, client, oauth.token(), oauth.errorHandler());
  app.get('/me', (req, res) => {
    const token = findAccessToken(req.headers.authorization?.replace(/^Bearer /i, ''));
    if (!token) return void res.sendStatus(401);
    res.json(token);
  });
  app.get('/.well-known/openid-configuration', (_req, res) => {
    const grant_types_supported = ['client_credentials'];
    res.json(ciba.metadata({ issuer, jwks_uri: `${issuer}/jwks`, grant_types_supported }));
  });
  app.get('/jwks', (_req, res) => {
    res.json(ciba.jwks());
  });
  return app;
}
