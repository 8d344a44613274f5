import type { X509Certificate } from 'node:crypto';

/** An attribute of a name: its type as OpenSSL writes it, and its value. */
type Attribute = readonly [type: string, value: string];

/** The other names and the numbers of each type, in lower case, after the name that OpenSSL writes. RFC 4514 §3, RFC 4519. */
const ALIASES: readonly (readonly [string, ...string[]])[] = [
  ['CN', '2.5.4.3', 'commonname'],
  ['SN', '2.5.4.4', 'surname'],
  ['serialNumber', '2.5.4.5'],
  ['C', '2.5.4.6', 'countryname'],
  ['L', '2.5.4.7'],
  ['ST', '2.5.4.8', 's'],
  ['street', '2.5.4.9'],
  ['O', '2.5.4.10'],
  ['OU', '2.5.4.11'],
  ['title', '2.5.4.12'],
  ['businessCategory', '2.5.4.15'],
  ['postalCode', '2.5.4.17'],
  ['GN', '2.5.4.42', 'givenname'],
  ['organizationIdentifier', '2.5.4.97'],
  ['UID', '0.9.2342.19200300.100.1.1', 'userid'],
  ['DC', '0.9.2342.19200300.100.1.25'],
  ['emailAddress', '1.2.840.113549.1.9.1', 'e', 'email'],
  ['jurisdictionL', '1.3.6.1.4.1.311.60.2.1.1'],
  ['jurisdictionST', '1.3.6.1.4.1.311.60.2.1.2'],
  ['jurisdictionC', '1.3.6.1.4.1.311.60.2.1.3'],
];
const TYPES = new Map(ALIASES.flatMap(([type, ...names]) => names.map((name) => [name, type])));

/** An attribute of a name in text: type, `=`, and a value that is quoted or has its separators and outer spaces escaped. RFC 4514 §2.4. */
const ATTRIBUTE =
  / *([A-Za-z][\w-]*|\d+(?:\.\d+)+) *= *("(?:[^"\\]|\\.)*"|(?:[^\\",+; ]|\\.| +(?=[^\\",+; ]|\\.))*) *(?:[,+;]|$)/y;

/**
 * Whether the subject of a certificate is the name that a client registered, in the text form of RFC 4514.
 *
 * Attributes are compared whatever their order, since tools print names in either direction; values to the letter.
 */
export function sameName(certificate: X509Certificate, registered: string): boolean {
  const expected = attributesOf(registered);
  return expected !== undefined && asText(expected) === asText(subjectOf(certificate));
}

/** Whether a text is a name. */
export function isDistinguishedName(text: string): boolean {
  return attributesOf(text) !== undefined;
}

function subjectOf(certificate: X509Certificate): readonly Attribute[] {
  const subject = certificate.toLegacyObject().subject as unknown as Record<string, string | string[]>;
  return Object.entries(subject ?? {}).flatMap(([type, values]) =>
    [values].flat().map((value) => [typeOf(type), value] as const),
  );
}

/** Longest name that is looked at, in characters: spaces within spaces cost their square. */
const LONGEST = 1024;

/** The attributes of a name in text; undefined where it is none. */
function attributesOf(text: string): readonly Attribute[] | undefined {
  if (text.length > LONGEST) return undefined;
  const attributes: Attribute[] = [];
  ATTRIBUTE.lastIndex = 0;
  while (ATTRIBUTE.lastIndex < text.length) {
    const [, type = '', value = ''] = ATTRIBUTE.exec(text) ?? [];
    // `#` begins a value in bytes (BER), which no certificate is compared with.
    if (type === '' || value.startsWith('#')) return undefined;
    attributes.push([typeOf(type), unescaped(value)]);
  }
  return attributes.length === 0 ? undefined : attributes;
}

function typeOf(type: string): string {
  const lower = type.toLowerCase();
  return (TYPES.get(lower) ?? type).toLowerCase();
}

/** A value without its quotes and escapes; `\\C3\\A4` are the bytes of one character. RFC 4514 §3. */
function unescaped(value: string): string {
  const bare = value.startsWith('"') ? value.slice(1, -1) : value;
  return bare.replace(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/g, (_escape, bytes?: string, character?: string) =>
    bytes === undefined ? (character ?? '') : Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}

function asText(attributes: readonly Attribute[]): string {
  return JSON.stringify(attributes.map((attribute) => JSON.stringify(attribute)).sort());
}
