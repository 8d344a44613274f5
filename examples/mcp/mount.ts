import type { Express } from 'express';
import { type Ciba, type CibaStore, createCiba } from 'express-ciba';
import {
  issuer,
  phone,
  requireLogin,
  sameOrigin,
  signingKey,
  users,
} from '../express-oauth2-server/your-server.js';
import { provider } from './provider.js';

export function mountCiba(app: Express, store: CibaStore): Ciba {
  const ciba = createCiba({
    // The SDK publishes its issuer as `URL.href` writes it, with a slash at the end; ID tokens must say the same.
    issuer: new URL(issuer).href,
    store,
    adapter: {
      getClient: (id) => provider.clientsStore.getClient(id),
      resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
      notifyUser: (request) => phone.push(request.user.sub, request),
      issueTokens: ({ client, user, scope }) => provider.issue(client.client_id, [...scope], user.sub),
    },
    idToken: { keys: [signingKey] },
  });
  app.use(ciba.router); // before the SDK's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id/approve', async (req, res) => {
    res.json(await ciba.approve(req.params.id, { sub: res.locals.sub }));
  });
  app.post('/approvals/:id/deny', async (req, res) => {
    res.json(await ciba.deny(req.params.id, { sub: res.locals.sub }));
  });
  return ciba;
}
