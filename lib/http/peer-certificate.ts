import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Incoming } from './handler.js';

/** The certificate that the other side of a connection showed, and whether the server verified its chain. */
export interface PeerCertificate {
  readonly certificate: X509Certificate;
  readonly chainVerified: boolean;
}

/**
 * The certificate on the connection itself as it is now, before anything else happens; behind a proxy that is not the client's.
 *
 * TLS 1.2 lets a client renegotiate and show another certificate, whose chain Node does not judge anew and whose key is not proven until
 * the handshake ends: there is none after this.
 */
export function peerCertificate({ socket }: Incoming): PeerCertificate | undefined {
  const tls = (socket ?? {}) as Partial<TLSSocket>;
  tls.disableRenegotiation?.call(socket);
  const certificate = tls.getPeerX509Certificate?.call(socket);
  return certificate && { certificate, chainVerified: tls.authorized === true && !tls.authorizationError };
}

/** Whether TLS ends in this process. */
export function isTls({ socket }: Incoming): boolean {
  return (socket as Partial<TLSSocket> | undefined)?.encrypted === true;
}
