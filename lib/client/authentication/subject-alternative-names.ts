import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** One entry of Node's text for the names: its kind, and its value, as a JSON string where it holds anything that separates. */
const ENTRY = /(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/g;

/** Whether the certificate names this URI, to the letter. */
export function hasUriName(certificate: X509Certificate, uri: string): boolean {
  return namesOf(certificate).some(([kind, name]) => kind === 'URI' && name === uri);
}

/** Whether the certificate names this address, in whatever spelling. */
export function hasIpName(certificate: X509Certificate, address: string): boolean {
  return isPlainAddress(address) && certificate.checkIP(address) !== undefined;
}

/** An address of the network, without a zone of one machine. */
export function isPlainAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function namesOf({ subjectAltName = '' }: X509Certificate): readonly (readonly [string, unknown])[] {
  return [...subjectAltName.matchAll(ENTRY)].map(
    ([, kind = '', value = '']) => [kind, nameIn(value)] as const,
  );
}

function nameIn(text: string): unknown {
  return text.startsWith('"') ? JSON.parse(text) : text;
}
