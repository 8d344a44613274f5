import type { Express } from 'express';
import { type Ciba, type CibaStore, createCiba } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import {
  issuer,
  phone,
  requireLogin,
  sameOrigin,
  signingKey,
  users,
} from '../express-oauth2-server/your-server.js';
import { model } from './model.js';

export function mountCiba(app: Express, store: CibaStore): Ciba {
  const ciba = createCiba({
    issuer,
    mountPath: '/oauth',
    store,
    adapter: {
      ...oauth2ServerAdapter(model, { scopeFormat: 'string', getUser: users.findById }),
      resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
      notifyUser: (request) => phone.push(request.user.sub, request),
    },
    idToken: { keys: [signingKey] },
  });
  app.use('/oauth', ciba.router); // before the host's own token route
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id/approve', (req, res, next) => {
    // Express 4 does not hear of a rejected promise: without `next` the request would hang.
    ciba.approve(req.params.id, { sub: res.locals.sub }).then((answer) => res.json(answer), next);
  });
  app.post('/approvals/:id/deny', (req, res, next) => {
    ciba.deny(req.params.id, { sub: res.locals.sub }).then((answer) => res.json(answer), next);
  });
  return ciba;
}
