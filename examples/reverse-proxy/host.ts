import express, { type Express } from 'express';
import { type CibaStore, createCiba, type DiscoveryDocument } from 'express-ciba';
import { issuer, requireLogin, sameOrigin, signingKey } from '../express-oauth2-server/your-server.js';
import { adapterFor } from './adapter.js';
import { proxyTo } from './proxy.js';

const DISCOVERY = '/.well-known/openid-configuration';

/** CIBA in front of an authorization server that cannot be changed; everything else streams through. */
export function createHost(store: CibaStore, upstream: URL): Express {
  const ciba = createCiba({
    issuer,
    store,
    adapter: adapterFor(upstream),
    idToken: { keys: [signingKey] },
  });
  const app = express();
  app.use(ciba.router); // before the proxy, and no body parser before either
  app.use('/approvals', requireLogin, sameOrigin);
  app.post('/approvals/:id/approve', async (req, res) => {
    res.json(await ciba.approve(req.params.id, { sub: res.locals.sub }));
  });
  app.post('/approvals/:id/deny', async (req, res) => {
    res.json(await ciba.deny(req.params.id, { sub: res.locals.sub }));
  });
  app.get(DISCOVERY, async (_req, res) => {
    const document = (await (await fetch(new URL(DISCOVERY, upstream))).json()) as DiscoveryDocument;
    res.json(ciba.metadata({ jwks_uri: `${issuer}/jwks`, ...document }));
  });
  app.get('/jwks', (_req, res) => {
    res.json(ciba.jwks()); // with an upstream that has keys of its own: `ciba.jwks(theirs)`
  });
  app.use(proxyTo(upstream));
  return app;
}
