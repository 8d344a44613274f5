import { CIBA_GRANT_TYPE } from 'express-ciba';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { ClientCredentials } from '../register/route.js';

/** What the server answered to the consumption device. */
export interface ServerAnswer {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** There is no answer yet. */
export interface Waiting {
  readonly waits: true;
}

type Form = Readonly<Record<string, string>>;

/** The consumption device: a client that calls the server over HTTP as any client in any language does. */
export function device(issuer: string) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const post = (path: string, client: ClientCredentials, form: Form) =>
    call(issuer + path, { method: 'POST', ...authenticated(client, form) });
  return {
    register: (metadata: object) =>
      call(`${issuer}/register`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(metadata),
      }),
    ask: (client: ClientCredentials, form: Form) => post('/bc-authorize', client, form),
    poll: (client: ClientCredentials, auth_req_id: string) =>
      post('/token', client, { grant_type: CIBA_GRANT_TYPE, auth_req_id }),
    /** What a proven ID token says. @throws Error for one that this server did not sign for this client */
    async claims(idToken: string, { client_id }: ClientCredentials): Promise<object> {
      return (await jwtVerify(idToken, keys, { issuer, audience: client_id })).payload;
    },
  };
}

/** By the one method that the client registered. RFC 6749 §2.3.1. */
function authenticated(
  { client_id, client_secret, token_endpoint_auth_method }: ClientCredentials,
  form: Form,
) {
  if (token_endpoint_auth_method !== 'client_secret_basic') {
    return { body: new URLSearchParams({ ...form, client_id, client_secret }) };
  }
  const credentials = [client_id, client_secret].map(encodeURIComponent).join(':');
  return { headers: { Authorization: `Basic ${btoa(credentials)}` }, body: new URLSearchParams(form) };
}

async function call(url: string, request: RequestInit): Promise<ServerAnswer> {
  const response = await fetch(url, request);
  const retryAfter = response.headers.get('Retry-After');
  return {
    status: response.status,
    ...(retryAfter !== null && { retryAfter: Number(retryAfter) }),
    body: (await response.json()) as Record<string, unknown>,
  };
}
