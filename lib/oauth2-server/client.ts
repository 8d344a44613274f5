import type { CibaClient } from '../index.js';
import type { CallableModel, ModelClient } from './model.js';

/** Members of a model's client that are passed on as they are. RFC 7591 §2, CIBA Core 1.0 §4. */
const REGISTERED = [
  ...['client_name', 'logo_uri', 'tos_uri', 'policy_uri', 'jwks', 'jwks_uri', 'token_endpoint_auth_method'],
  ...[
    'id_token_signed_response_alg',
    'backchannel_token_delivery_mode',
    'backchannel_client_notification_endpoint',
  ],
  ...['backchannel_authentication_request_signing_alg', 'backchannel_user_code_parameter', 'subject_type'],
  ...['require_signed_request_object', 'dpop_bound_access_tokens', 'id_token_encrypted_response_alg'],
  ...['tls_client_certificate_bound_access_tokens', 'token_endpoint_auth_signing_alg'],
  ...['tls_client_auth_subject_dn', 'tls_client_auth_san_dns', 'tls_client_auth_san_uri'],
  ...['tls_client_auth_san_ip', 'tls_client_auth_san_email', 'authorization_details_types'],
  ...['sector_identifier_uri', 'redirect_uris', 'backchannel_number_matching'],
];

/** Reads a client as the library's own authorize handler does: without a secret. */
export async function findClient(model: CallableModel, clientId: string): Promise<ModelClient | undefined> {
  return ofThatId(await model.getClient(clientId, null), clientId);
}

/** Lets the model judge a secret, hashed ones included: it answers with the client or with nothing. */
export async function secretFits(model: CallableModel, clientId: string, secret: string): Promise<boolean> {
  return ofThatId(await model.getClient(clientId, secret), clientId) !== undefined;
}

function ofThatId(found: unknown, clientId: string): ModelClient | undefined {
  const client = (found || undefined) as ModelClient | undefined;
  return client?.id === clientId ? client : undefined;
}

/** A model's client under the registered names; its secret stays with the model. */
export function registeredClient(client: ModelClient): CibaClient {
  const members = REGISTERED.filter((name) => client[name] !== undefined && client[name] !== null).map(
    (name) => [name, client[name]],
  );
  return {
    ...Object.fromEntries(members),
    // These libraries know no OpenID Connect: a client registered for CIBA may ask for `openid`.
    ...(typeof client.scope === 'string' && { scope: `openid ${client.scope}` }),
    client_id: client.id,
    grant_types: grantsOf(client),
  };
}

/** The grants of a client. */
export function grantsOf({ grants }: ModelClient): readonly string[] {
  return typeof grants === 'string' ? [grants] : (grants ?? []);
}
