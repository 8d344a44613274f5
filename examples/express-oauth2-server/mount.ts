import type { Express } from 'express';
import { createCiba, redisStore } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import type { Redis } from 'ioredis';
import { model } from './model.js';
import { issuer, phone, requireLogin, sameOrigin, signingKey, users } from './your-server.js';

export function mountCiba(app: Express, redis: Redis): void {
  const ciba = createCiba({
    issuer,
    mountPath: '/oauth',
    store: redisStore(redis),
    adapter: {
      ...oauth2ServerAdapter(model, { getUser: users.findById }),
      resolveUser: ({ login_hint }) => users.findByEmail(login_hint),
      notifyUser: (request) => phone.push(request.user.sub, request),
    },
    idToken: { keys: [signingKey] },
  });
  app.use('/oauth', ciba.router); // before the host's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id', async (req, res) => {
    const { outcome } = await ciba.approve(req.params.id, { sub: res.locals.sub });
    res.sendStatus(outcome === 'accepted' || outcome === 'repeated' ? 204 : 409);
  });
}
