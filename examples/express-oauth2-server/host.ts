import OAuthServer from '@node-oauth/express-oauth-server';
import express, { type Express } from 'express';
import type { CibaStore } from 'express-ciba';
import { model } from './model.js';
import { mountCiba } from './mount.js';

/** An OAuth server as it was, but for the one line that mounts CIBA. */
export function createHost(store: CibaStore): Express {
  const oauth = new OAuthServer({ model });
  const app = express();
  mountCiba(app, store);
  app.post('/oauth/token', express.urlencoded({ extended: false }), oauth.token());
  app.get('/me', oauth.authenticate(), (_req, res) => {
    res.json({ id: res.locals.oauth.token.user.id });
  });
  return app;
}
