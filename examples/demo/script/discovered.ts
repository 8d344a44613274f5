import {
  allowInsecureRequests,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
} from 'openid-client';
import type { ClientCredentials } from '../register/route.js';
import { tracedFetch } from './traced-fetch.js';

/** A client that has found the server by its base URL. */
export function discovered(url: string, client: ClientCredentials): Promise<Configuration> {
  const { client_id, client_secret } = client;
  return discovery(new URL(url), client_id, undefined, ClientSecretPost(client_secret), {
    execute: [allowInsecureRequests],
    [customFetch]: tracedFetch as never,
  });
}
