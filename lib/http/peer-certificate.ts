import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Incoming } from './handler.js';

/** The certificate that the other side of a connection showed, and whether the server verified its chain. */
export interface PeerCertificate {
  readonly certificate: X509Certificate;
  readonly chainVerified: boolean;
}

/** The certificate on the connection itself; behind a proxy that is not the client's. */
export function peerCertificate({ socket }: Incoming): PeerCertificate | undefined {
  const { getPeerX509Certificate, authorized } = (socket ?? {}) as Partial<TLSSocket>;
  const certificate = getPeerX509Certificate?.call(socket);
  return certificate && { certificate, chainVerified: authorized === true };
}

/** Whether TLS ends in this process. */
export function isTls({ socket }: Incoming): boolean {
  return (socket as Partial<TLSSocket> | undefined)?.encrypted === true;
}
