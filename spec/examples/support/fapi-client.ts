import { createPublicKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Certified } from '../../support/certificates.js';
import { CIBA_GRANT } from '../../support/host.js';
import { keyFor } from '../../support/new-keys.js';
import type { FapiFolder, FapiHost } from './fapi-host.js';
import type { Answer } from './fapi-https.js';

/** A client that proves itself by a signed assertion, signs its requests and holds a certificate. */
export interface FapiClient {
  readonly id: string;
  /** As the configuration or a registration takes it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly certificate: Certified;
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

type Form = Readonly<Record<string, string>>;

export async function fapiClient(
  id: string,
  { clientsCa }: FapiFolder,
  alg: 'ES256' | 'PS256' = 'ES256',
): Promise<FapiClient> {
  const privateKey = keyFor(alg);
  const kid = `${id}-key`;
  return {
    id,
    metadata: {
      client_id: id,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: alg,
      backchannel_authentication_request_signing_alg: alg,
      backchannel_token_delivery_mode: 'poll',
      scope: 'openid accounts',
      jwks: { keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg, use: 'sig' }] },
    },
    certificate: await clientsCa.issue({ subject: `CN=${id}` }),
    sign: (claims) =>
      new SignJWT({ ...claims, jti: randomUUID() })
        .setProtectedHeader({ alg, kid })
        .setIssuer(id)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}

/** The parameters by which the client proves itself. RFC 7523 §2.2. */
export async function assertion({ id, sign }: FapiClient, issuer: string): Promise<Form> {
  return {
    client_id: id,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await sign({ sub: id, aud: issuer }),
  };
}

/** A signed authentication request. CIBA Core 1.0 §7.1.1. */
export async function ask(host: FapiHost, client: FapiClient, parameters: Form = {}): Promise<Answer> {
  const request = await client.sign({
    aud: host.issuer,
    scope: 'openid accounts',
    login_hint: 'alice',
    ...parameters,
  });
  const form = { ...(await assertion(client, host.issuer)), request };
  return host.call('/bc-authorize', { form, certificate: client.certificate });
}

export function approve(host: FapiHost, authReqId: unknown, action = 'allow'): Promise<Answer> {
  const query = new URLSearchParams({ auth_req_id: String(authReqId), action });
  return host.call(`/test/approve?${query}`, { method: 'POST' });
}

/** A token request, with the client's own certificate or another, or none. */
export async function token(
  host: FapiHost,
  client: FapiClient,
  form: Form,
  certificate: Certified | undefined = client.certificate,
): Promise<Answer> {
  return host.call('/token', { form: { ...(await assertion(client, host.issuer)), ...form }, certificate });
}

/** Asks, approves and polls. */
export async function tokensOf(host: FapiHost, client: FapiClient, parameters?: Form): Promise<Answer> {
  const { body } = await ask(host, client, parameters);
  await approve(host, body.auth_req_id);
  return token(host, client, { grant_type: CIBA_GRANT, auth_req_id: String(body.auth_req_id) });
}

export function accounts(host: FapiHost, accessToken: unknown, certificate?: Certified): Promise<Answer> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return host.call('/accounts', { headers, certificate });
}
