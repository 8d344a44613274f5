import type { X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '../key-binding/certificate.js';
import type { CibaClient } from '../metadata.js';
import { sameName } from './distinguished-name.js';
import { hasIpName, hasUriName } from './subject-alternative-names.js';

/** A member by which a client says which certificate is its own. RFC 8705 §2.1.2. */
type Expectation =
  | 'tls_client_auth_subject_dn'
  | 'tls_client_auth_san_dns'
  | 'tls_client_auth_san_uri'
  | 'tls_client_auth_san_ip'
  | 'tls_client_auth_san_email';

/** How each is compared with a certificate: a whole name, never a pattern. */
const COMPARISONS: Readonly<Record<Expectation, (certificate: X509Certificate, value: string) => boolean>> = {
  tls_client_auth_subject_dn: sameName,
  tls_client_auth_san_dns: (certificate, name) =>
    !name.startsWith('.') &&
    certificate.checkHost(name, { subject: 'never', wildcards: false }) !== undefined,
  tls_client_auth_san_uri: hasUriName,
  tls_client_auth_san_ip: hasIpName,
  tls_client_auth_san_email: (certificate, address) =>
    certificate.checkEmail(address, { subject: 'never' }) !== undefined,
};

/** Longest name that is looked at, in characters. */
const LONGEST = 1024;

/** All of them; exactly one is registered. */
export const TLS_EXPECTATIONS: readonly Expectation[] = Object.keys(COMPARISONS) as Expectation[];

/** Whether a text could name anything: not too long to look at, and printable. */
export function isName(text: string): boolean {
  return text.length <= LONGEST && !/\p{Cc}/u.test(text);
}

/** Whether a certificate of a verified chain is the one that the client registered to use. RFC 8705 §2.1. */
export function isRegisteredCertificate(
  { certificate, chainVerified }: ClientCertificate,
  client: CibaClient,
): boolean {
  const expected = TLS_EXPECTATIONS.filter((name) => client[name]);
  const [name] = expected;
  if (chainVerified !== true || name === undefined || expected.length > 1) return false;
  const value: unknown = client[name];
  return typeof value === 'string' && isName(value) && COMPARISONS[name](certificate, value);
}
