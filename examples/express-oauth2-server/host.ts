import OAuthServer from '@node-oauth/express-oauth-server';
import express, { type Express } from 'express';
import type { Redis } from 'ioredis';
import { model } from './model.js';
import { mountCiba } from './mount.js';

/** An OAuth server as it was, but for the one line that mounts CIBA. */
export function createHost(redis: Redis): Express {
  const oauth = new OAuthServer({ model });
  const app = express();
  mountCiba(app, redis);
  app.post('/oauth/token', express.urlencoded({ extended: false }), oauth.token());
  app.get('/me', oauth.authenticate(), (_req, res) => {
    res.json({ id: res.locals.oauth.token.user.id });
  });
  return app;
}
