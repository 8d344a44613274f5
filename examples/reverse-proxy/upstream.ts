import { createPublicKey, randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { jwtVerify } from 'jose';
import { issuer } from '../express-oauth2-server/your-server.js';
import { frontKey, JWT_BEARER, tillSecret } from './trust.js';

/** The authorization server behind: another product, which nobody here can change. */
export function createUpstream(): Express {
  const subjects = new Map<string, string>();
  const issue = (sub: string, scope: string) => {
    const access_token = randomUUID();
    subjects.set(access_token, sub);
    return { access_token, token_type: 'Bearer', expires_in: 300, scope };
  };
  const app = express();
  app.post('/token', express.urlencoded({ extended: false }), async (req, res) => {
    const { grant_type, client_id, client_secret, assertion, scope = '' } = req.body;
    if (grant_type === JWT_BEARER) {
      const expected = { issuer: 'front', audience: issuer };
      const { payload } = await jwtVerify(assertion, createPublicKey(frontKey), expected);
      return void res.json(issue(payload.sub ?? '', scope));
    }
    if (grant_type !== 'client_credentials')
      return void res.status(400).json({ error: 'unsupported_grant_type' });
    if (client_id !== 'till' || client_secret !== tillSecret)
      return void res.status(401).json({ error: 'invalid_client' });
    res.json(issue(client_id, scope));
  });
  app.get('/me', (req, res) => {
    const sub = subjects.get(req.headers.authorization?.replace(/^Bearer /i, '') ?? '');
    if (sub === undefined) return void res.sendStatus(401);
    res.json({ sub });
  });
  app.get('/.well-known/openid-configuration', (_req, res) => {
    res.json({ issuer, token_endpoint: `${issuer}/token`, grant_types_supported: ['client_credentials'] });
  });
  return app;
}
