import { randomBytes } from 'node:crypto';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { type Ciba, type CibaClient, isCibaError } from 'express-ciba';
import type { Clients } from './clients.js';
import type { User } from './users.js';

/** Dynamic client registration, open to anybody: a real host asks for an initial access token. RFC 7591 §3. */
export function registration(ciba: Pick<Ciba<User>, 'validateClientMetadata'>, clients: Clients): Router {
  const router = express.Router();
  router.post('/', express.json(), async (req, res) => {
    const metadata = await ciba.validateClientMetadata(req.body);
    const client = { ...metadata, ...credentials(metadata.token_endpoint_auth_method) };
    clients.register(client);
    const client_id_issued_at = Math.floor(Date.now() / 1000);
    res
      .status(201)
      .set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
      .json({ ...client, client_id_issued_at });
  });
  router.use(invalid);
  return router;
}

/** Chosen here, whatever the client would like. RFC 7591 §3.2.1. */
function credentials(method: unknown): CibaClient {
  const client_id = randomBytes(16).toString('base64url');
  if (!String(method).startsWith('client_secret_')) return { client_id, client_secret: undefined };
  return { client_id, client_secret: randomBytes(32).toString('base64url'), client_secret_expires_at: 0 };
}

const invalid: ErrorRequestHandler = (error, _req, res, next) => {
  const isUnreadable = error?.type !== undefined;
  if (!isUnreadable && !isCibaError(error)) return next(error);
  res
    .status(400)
    .set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
    .json({
      error: 'invalid_client_metadata',
      error_description: isUnreadable ? 'The body cannot be read.' : error.description,
    });
};
