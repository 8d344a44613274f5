import type { Express } from 'express';
import { type Ciba, type CibaStore, createCiba } from 'express-ciba';
import { issuer, phone, requireLogin, sameOrigin, users } from '../express-oauth2-server/your-server.js';
import { clients } from './clients.js';
import { cibaTokens, jwks } from './tokens.js';

export function mountCiba(app: Express, store: CibaStore): Ciba {
  const ciba = createCiba({
    issuer,
    store,
    idTokenHintKeys: jwks, // its ID tokens are signed in issueTokens
    adapter: {
      getClient: clients.find,
      resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
      notifyUser: (request) => phone.push(request.user.sub, request),
      issueTokens: cibaTokens,
    },
  });
  app.use(ciba.router); // before the host's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id/approve', async (req, res) => {
    res.json(await ciba.approve(req.params.id, { sub: res.locals.sub }));
  });
  app.post('/approvals/:id/deny', async (req, res) => {
    res.json(await ciba.deny(req.params.id, { sub: res.locals.sub }));
  });
  return ciba;
}
