import { Router } from 'express';
import type { Ciba } from 'express-ciba';
import type { Clients } from './clients.js';
import type { User } from './users.js';

/** What the document is made of. */
export interface DiscoveryContext {
  readonly ciba: Pick<Ciba<User>, 'metadata' | 'jwks'>;
  readonly issuer: string;
  readonly clients: Clients;
}

/** The host's own members; those of CIBA come from the package. OpenID Connect Discovery 1.0 §3, RFC 8414 §2. */
export function discovery(context: DiscoveryContext): Router {
  const { ciba, issuer } = context;
  const router = Router();
  router.get('/.well-known/openid-configuration', (_req, res) => {
    res.json(ciba.metadata(ownMembers(context)));
  });
  router.get('/jwks', (_req, res) => {
    res.json(ciba.jwks());
  });
  router.all('/authorize', (_req, res) => {
    const error_description = `${issuer} offers no authorization endpoint, only CIBA.`;
    res.status(400).json({ error: 'unsupported_response_type', error_description });
  });
  return router;
}

function ownMembers({ issuer, clients }: DiscoveryContext): Record<string, unknown> {
  return {
    issuer,
    // Clients of FAPI look for it, though nothing is to be had there.
    authorization_endpoint: `${issuer}/authorize`,
    jwks_uri: `${issuer}/jwks`,
    grant_types_supported: ['refresh_token'],
    // Required, and never empty: the one that yields nothing.
    response_types_supported: ['none'],
    // Of the configured clients: anybody may register, and the document would grow with them.
    scopes_supported: scopesOf(clients),
    // Whatever is asked for is granted by the test route; these are for clients that choose from a list.
    acr_values_supported: ['urn:mace:incommon:iap:silver', 'urn:mace:incommon:iap:bronze'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'at_hash'],
    tls_client_certificate_bound_access_tokens: true,
  };
}

function scopesOf(clients: Clients): readonly string[] {
  const registered = clients
    .configured()
    .flatMap(({ scope }) => (typeof scope === 'string' ? scope.split(' ') : []));
  return [...new Set(['openid', ...registered])].filter((scope) => scope !== '');
}
