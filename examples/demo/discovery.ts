import { Router } from 'express';
import type { Ciba } from 'express-ciba';

/** Discovery, so that stock clients need the base URL alone: the host's own members, and CIBA's merged in. */
export function discovery(ciba: Pick<Ciba, 'metadata' | 'jwks'>, issuer: string): Router {
  const document = ciba.metadata({
    issuer,
    jwks_uri: `${issuer}/jwks`,
    registration_endpoint: `${issuer}/register`,
    grant_types_supported: ['client_credentials', 'refresh_token'],
    response_types_supported: [],
    scopes_supported: ['openid', 'profile', 'email'],
  });
  const router = Router();
  router.get('/.well-known/openid-configuration', (_req, res) => {
    res.json(document);
  });
  router.get('/jwks', (_req, res) => {
    res.json(ciba.jwks());
  });
  return router;
}
