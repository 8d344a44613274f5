import express, { type Express } from 'express';
import type { CibaStore } from 'express-ciba';
import { issuer } from '../express-oauth2-server/your-server.js';
import { clients } from './clients.js';
import { mountCiba } from './mount.js';
import { accessToken, jwks, verifiedClaims } from './tokens.js';

const discovery = {
  issuer,
  jwks_uri: `${issuer}/jwks`,
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  // The host signs its ID tokens itself, so only it knows how: a client that finds nothing here expects RS256.
  id_token_signing_alg_values_supported: ['ES256'],
};

/** A server that was written by hand, on Express 5 and jose. */
export function createHost(store: CibaStore): Express {
  const app = express();
  const ciba = mountCiba(app, store);
  app.post('/token', express.urlencoded({ extended: false }), async (req, res) => {
    const client = clients.authenticate(req.body);
    if (!client) return void res.status(401).json({ error: 'invalid_client' });
    if (req.body.grant_type !== 'client_credentials')
      return void res.status(400).json({ error: 'unsupported_grant_type' });
    res.json(await accessToken(client.client_id, client.client_id, 'receipts'));
  });
  app.get('/me', async (req, res) => {
    const claims = await verifiedClaims(req.headers.authorization?.replace(/^Bearer /i, '') ?? '').catch(
      () => undefined,
    );
    if (!claims) return void res.sendStatus(401);
    res.json({ sub: claims.sub, client_id: claims.client_id });
  });
  app.get('/.well-known/openid-configuration', (_req, res) => {
    res.json(ciba.metadata(discovery));
  });
  app.get('/jwks', (_req, res) => {
    res.json(jwks);
  });
  return app;
}
