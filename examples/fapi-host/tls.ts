import { constants, createPrivateKey, hash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';

/** What the files say, in PEM. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  /** Who vouches for the certificates of clients: one certificate or several. */
  readonly clientCa?: string;
}

/** FAPI 1.0 Advanced §8.5: of TLS 1.2 these suites alone; and those of TLS 1.3. */
const SUITES = [
  ...['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
];

/** A client certificate is asked for, and judged later: which one a client needs is known once the client is. RFC 8705 §2. */
export function tlsOptions({ key, cert, clientCa }: TlsFiles): ServerOptions {
  // Node would start with a key of another kind than the certificate's, and shake no hand.
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error('key is not that of cert');
  }
  return {
    key,
    cert,
    // An empty list is not none: with none, Node would trust the authorities of the web.
    ca: clientCa === undefined ? [] : clientCa,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ciphers: SUITES.join(':'),
    // In TLS 1.2 a client could otherwise show another certificate later, which nobody verifies anew.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    honorCipherOrder: true,
  };
}

/** What an operator should know of the certificate. */
export function certificateProblems({ cert }: TlsFiles): readonly string[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = new X509Certificate(cert).publicKey;
  if (type === 'rsa' && Number(details?.modulusLength) >= 2048) return [];
  return ['tls.cert should have an RSA key of 2,048 bits or more: TLS 1.2 clients cannot connect otherwise'];
}

/** The SHA-256 thumbprint of the certificate that the client has shown in this connection. RFC 8705 §3.1. */
export function presentedThumbprint({ socket }: Pick<IncomingMessage, 'socket'>): string | undefined {
  const certificate = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
  return certificate && hash('sha256', certificate.raw, 'base64url');
}
