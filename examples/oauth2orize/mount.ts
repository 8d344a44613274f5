import type { Express } from 'express';
import { type Ciba, type CibaStore, createCiba } from 'express-ciba';
import { issuer, requireLogin, sameOrigin, signingKey } from '../express-oauth2-server/your-server.js';
import { adapter } from './adapter.js';

export function mountCiba(app: Express, store: CibaStore): Ciba {
  const ciba = createCiba({
    issuer,
    mountPath: '/oauth',
    store,
    adapter,
    idToken: { keys: [signingKey] },
  });
  app.use('/oauth', ciba.router); // before the host's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id/approve', async (req, res) => {
    res.json(await ciba.approve(req.params.id, { sub: res.locals.sub }));
  });
  app.post('/approvals/:id/deny', async (req, res) => {
    res.json(await ciba.deny(req.params.id, { sub: res.locals.sub }));
  });
  return ciba;
}
