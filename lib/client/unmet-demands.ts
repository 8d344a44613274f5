import { CibaError } from '../errors.js';
import type { CibaClient } from './metadata.js';

/** Bindings that a client may register to demand and that tokens of this version do not have. */
const BINDINGS = ['dpop_bound_access_tokens', 'tls_client_certificate_bound_access_tokens'] as const;

/** What a client registered to demand is met or refused, never left out. RFC 9449 §5.2, RFC 8705 §3.4. */
export function refuseUnmetDemands(client: CibaClient): void {
  if (BINDINGS.every((name) => !client[name])) return;
  throw new CibaError('unauthorized_client', 'The client demands bound tokens, which are not offered.');
}

/** A client that registered to sign its requests sends no unsigned one. CIBA Core 1.0 §4, RFC 9101 §10.5. */
export function refuseUnsigned(client: CibaClient): void {
  const { backchannel_authentication_request_signing_alg: alg, require_signed_request_object: required } =
    client;
  if (!alg && !required) return;
  throw new CibaError('invalid_request', 'The client must sign its requests, which is not supported.');
}
