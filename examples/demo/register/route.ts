import { hash, randomBytes } from 'node:crypto';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { type Ciba, isCibaError } from 'express-ciba';
import { type DemoClient, type DemoClients, isSecretOf } from '../clients.js';
import type { User } from '../users.js';
import { type ClientMetadata, clientMetadata, refuse } from './client-metadata.js';

/** What a client proves itself with. */
export interface ClientCredentials {
  readonly client_id: string;
  readonly client_secret: string;
  /** One without may use either secret method. */
  readonly token_endpoint_auth_method?: string;
}

/**
 * Dynamic client registration. RFC 7591 §3.
 *
 * Anybody may register, and choose identifier and secret: a real host asks for an initial access token and chooses both.
 */
export function registration(
  clients: DemoClients,
  ciba: Pick<Ciba<User>, 'validateClientMetadata'>,
  onRegistered: (credentials: ClientCredentials) => void,
): Router {
  const router = express.Router();
  router.post('/', express.json(), (req, res) => {
    const metadata = clientMetadata(req.body, ciba);
    const credentials = credentialsFor(metadata, clients);
    clients.save(asClient(metadata, credentials));
    onRegistered({ ...credentials, token_endpoint_auth_method: metadata.token_endpoint_auth_method });
    res.status(201).set('Cache-Control', 'no-store').json(registered(metadata, credentials));
  });
  router.use(invalid);
  return router;
}

/** A chosen identifier must be free, or be shown with the secret it was registered with. */
function credentialsFor(metadata: ClientMetadata, clients: DemoClients): ClientCredentials {
  const { client_id = random(), client_secret = random() } = metadata;
  const holder = clients.byId(client_id);
  const isTaken =
    holder !== undefined && (clients.isBuiltIn(client_id) || !isSecretOf(holder, client_secret));
  if (isTaken) refuse('client_id is taken.');
  return { client_id, client_secret };
}

function asClient(metadata: ClientMetadata, { client_id, client_secret }: ClientCredentials): DemoClient {
  const { client_name, scope, grant_types, token_endpoint_auth_method } = metadata;
  const { backchannel_token_delivery_mode, backchannel_client_notification_endpoint: endpoint } = metadata;
  return {
    id: client_id,
    secretHash: hash('sha256', client_secret),
    grants: [...grant_types],
    scopes: scope.split(' '),
    token_endpoint_auth_method,
    backchannel_token_delivery_mode,
    ...(endpoint !== undefined && { backchannel_client_notification_endpoint: endpoint }),
    ...(client_name !== undefined && { client_name }),
  };
}

/** What was registered, defaults included; what the demo has no use for, such as redirect URIs, was not. RFC 7591 §3.2.1. */
function registered(metadata: ClientMetadata, credentials: ClientCredentials) {
  return {
    ...credentials,
    client_id_issued_at: Math.floor(Date.now() / 1000),
    client_secret_expires_at: 0,
    ...metadata,
    response_types: [],
  };
}

const invalid: ErrorRequestHandler = (error, _req, res, next) => {
  const isUnreadable = error?.type !== undefined;
  if (!isUnreadable && !isCibaError(error)) return next(error);
  const error_description = isUnreadable ? 'The body cannot be read.' : error.description;
  res
    .status(400)
    .set('Cache-Control', 'no-store')
    .json({ error: 'invalid_client_metadata', error_description });
};

function random(): string {
  return randomBytes(24).toString('base64url');
}
