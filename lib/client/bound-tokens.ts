import { CibaError } from '../errors.js';
import { type Certificates, type Confirmation, confirmationOf, type Shown } from './certificate.js';
import type { CibaClient } from './metadata.js';

/** Who demands that tokens be bound, beside the clients that registered to. */
export interface BindingPolicy {
  readonly certificateBoundTokens: boolean;
}

/**
 * What the tokens of a request are to be bound to; undefined where nobody demands it. RFC 8705 §3.4.
 *
 * Judged before the store is asked, so that a request without a certificate uses nothing up.
 */
export async function tokenBinding(
  client: CibaClient,
  request: Shown,
  policy: BindingPolicy,
  certificates: Certificates,
): Promise<Confirmation | undefined> {
  if (!demandsBinding(client, policy)) return undefined;
  requireBindable(client, request, policy, certificates);
  const certificate = await certificates.of(request);
  if (certificate === undefined)
    throw new CibaError('invalid_request', 'A client certificate is required: the tokens are bound to it.');
  return confirmationOf(certificate);
}

/** Nobody is asked to approve what could never be handed out: where no certificate gets here, no token can be bound to it. */
export function requireBindable(
  client: CibaClient,
  request: Shown,
  policy: BindingPolicy,
  certificates: Certificates,
): void {
  if (!demandsBinding(client, policy) || certificates.reach(request)) return;
  throw new CibaError('unauthorized_client', 'The client demands bound tokens, which are not offered.');
}

function demandsBinding(client: CibaClient, { certificateBoundTokens }: BindingPolicy): boolean {
  return certificateBoundTokens || Boolean(client.tls_client_certificate_bound_access_tokens);
}
