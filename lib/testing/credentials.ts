import type { TestClientOptions } from './client.js';

/**
 * Parameters of a form; undefined leaves one out.
 *
 * @inline
 */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** What a client sends of itself. */
export interface Credentials {
  readonly parameters: Parameters;
  readonly headers: Readonly<Record<string, string>>;
}

/** By Basic unless it registered otherwise; without a secret it says who it is, and no more. RFC 6749 §2.3.1. */
export function credentialsOf(client: TestClientOptions['client']): Credentials {
  const { client_id, client_secret, token_endpoint_auth_method } = client;
  if (client_secret === undefined || token_endpoint_auth_method === 'client_secret_post')
    return { parameters: { client_id, client_secret }, headers: {} };
  const text = [client_id, client_secret].map(formEncoded).join(':');
  return { parameters: {}, headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` } };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
