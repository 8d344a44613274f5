import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { ConfigurationError } from '../errors.js';

/**
 * One certificate or several; a PEM file may hold several itself.
 *
 * @inline
 */
export type Authorities = string | Buffer | readonly (string | Buffer)[];

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** TLS 1.2 or newer (FAPI 1.0 Part 1 §7.1), trusting Node's authorities and those given; made once, for all connections. */
export function trustedContext(ca: Authorities | undefined): SecureContext {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ...certificatesOf(ca)] };
  return createSecureContext({ minVersion: 'TLSv1.2', ...trusted });
}

/** PEM of each certificate. OpenSSL would pass over what is none in silence. */
function certificatesOf(ca: Authorities): string[] {
  const given: readonly (string | Buffer)[] = typeof ca === 'string' || Buffer.isBuffer(ca) ? [ca] : ca;
  try {
    return given.flatMap((item) => partsOf(item).map((part) => new X509Certificate(part).toString()));
  } catch {
    throw new ConfigurationError('ERR_CIBA_OUTBOUND_OPTION', 'ca holds certificates, as PEM or DER');
  }
}

function partsOf(item: string | Buffer): readonly (string | Buffer)[] {
  return item.toString().match(PEM) ?? [item];
}
