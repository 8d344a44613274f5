import { hash, type X509Certificate } from 'node:crypto';
import type { FormRequest } from '../../http/handler.js';

/** A client's TLS certificate, and whether its chain was verified up to an authority the server trusts. */
export interface ClientCertificate {
  readonly certificate: X509Certificate;
  readonly chainVerified: boolean;
}

/** What a request shows of its connection. */
export type Shown = Pick<FormRequest, 'raw' | 'peer'>;

/** The certificates that come with requests, wherever TLS ends. */
export interface Certificates {
  /** That of one request. */
  readonly of: (request: Shown) => Promise<ClientCertificate | undefined>;
  /** Whether there could be one at all. */
  readonly reach: (request: Shown) => boolean;
}

/** What tokens are bound to: a certificate, by its SHA-256, or a key, by its thumbprint, or both; base64url. RFC 8705 §3.1, RFC 9449 §6.1. */
export interface Confirmation {
  /** SHA-256 of the certificate, base64url. */
  readonly 'x5t#S256'?: string;
  /** SHA-256 thumbprint of the key of the DPoP proof, base64url. RFC 7638. */
  readonly jkt?: string;
}

/** The confirmation of a certificate. */
export function confirmationOf({ certificate }: ClientCertificate): Confirmation {
  return { 'x5t#S256': hash('sha256', certificate.raw, 'base64url') };
}
