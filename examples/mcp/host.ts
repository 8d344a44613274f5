import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { createOAuthMetadata, mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import express, { type Express } from 'express';
import type { CibaStore } from 'express-ciba';
import { issuer } from '../express-oauth2-server/your-server.js';
import { mountCiba } from './mount.js';
import { provider } from './provider.js';

/** An authorization server on `mcpAuthRouter` of the MCP SDK. */
export function createHost(store: CibaStore): Express {
  const options = { provider, issuerUrl: new URL(issuer), scopesSupported: ['openid', 'tools'] };
  const app = express();
  const ciba = mountCiba(app, store);
  const document = ciba.metadata({ ...createOAuthMetadata(options), jwks_uri: `${issuer}/jwks` });
  // The SDK's document is fixed inside its router: whoever answers earlier wins.
  app.get(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'], (_req, res) => {
    res.json(document);
  });
  app.get('/jwks', (_req, res) => {
    res.json(ciba.jwks());
  });
  app.use(mcpAuthRouter(options));
  app.post('/mcp', requireBearerAuth({ verifier: provider }), (req, res) => {
    res.json({ sub: req.auth?.extra?.sub }); // here the transport of your MCP server
  });
  return app;
}
