import type { Express } from 'express';
import { type Ciba, type CibaStore, createCiba } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import { model } from './model.js';
import { issuer, phone, requireLogin, sameOrigin, signingKey, users } from './your-server.js';

export function mountCiba(app: Express, store: CibaStore): Ciba {
  const ciba = createCiba({
    issuer,
    mountPath: '/oauth',
    store,
    adapter: {
      ...oauth2ServerAdapter(model, { getUser: (sub) => users.findById(sub) }),
      resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
      notifyUser: (request) => phone.push(request.user.sub, request),
    },
    idToken: { keys: [signingKey] },
  });
  app.use('/oauth', ciba.router); // before the host's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id', (req, res, next) => {
    const decided = ciba.approve(req.params.id, { sub: res.locals.sub });
    decided.then(({ outcome }) => res.sendStatus(/accepted|repeated/.test(outcome) ? 204 : 409)).catch(next);
  });
  return ciba;
}
