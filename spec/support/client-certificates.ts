import type { PresentedCertificate } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { unknownId } from './client-assertions.ts';
import { type WatchedHost, watchedHost } from './client-host.ts';
import { CIBA_GRANT, type TestHostOptions } from './host.js';
import type { Fields, FormPost } from './http-requests.js';

/** A client that is known by a certificate. */
export function certifiedClient(changes: Partial<CibaClient>): CibaClient {
  return {
    client_id: 'certified',
    grant_types: [CIBA_GRANT],
    token_endpoint_auth_method: 'tls_client_auth',
    ...changes,
  };
}

/** A host in front of which TLS ends, and which is shown the same certificate with every request. */
export function hostShown(
  presented: PresentedCertificate | null | undefined,
  clients: readonly CibaClient[],
  options: TestHostOptions = {},
): WatchedHost {
  const { adapter = {}, ...others } = options;
  return watchedHost({ clients, ...others, adapter: { getCertificate: () => presented, ...adapter } });
}

/** A request that names its client and nothing else, with an id that the token endpoint has to look up. RFC 8705 §2. */
export function naming(client_id: string | undefined, fields: Fields = {}): FormPost {
  return { client: null, fields: { client_id, auth_req_id: unknownId(), ...fields } };
}
