/** Whom a hint means, said in a way that every server reads alike. RFC 9493 §3.2. */
export type SubjectIdentifier =
  | { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }
  | { readonly format: 'email'; readonly email: string }
  /** With `+` and the country code: E.164. */
  | { readonly format: 'phone_number'; readonly phone_number: string }
  /** An `acct:` URI. RFC 7565. */
  | { readonly format: 'account'; readonly uri: string }
  | { readonly format: 'opaque'; readonly id: string };

/** The members of each format beside `format`, and what each of them must be. */
const FORMATS: Readonly<Record<SubjectIdentifier['format'], Readonly<Record<string, RegExp>>>> = {
  iss_sub: { iss: /./s, sub: /./s },
  email: { email: /^[^\s\p{C}@,;<>]+@[^\s\p{C}@,;<>]+$/u },
  phone_number: { phone_number: /^\+[1-9]\d{1,14}$/ },
  account: { uri: /^acct:[^\s\p{C}@]+@[^\s\p{C}@]+$/iu },
  opaque: { id: /./s },
};

/** Reads a subject identifier: the members of its format and no others; undefined for anything else. RFC 9493 §3. */
export function subjectIdentifier(value: unknown): SubjectIdentifier | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { format, ...members } = value as Readonly<Record<string, unknown>>;
  if (!isFormat(format)) return undefined;
  const expected = Object.entries(FORMATS[format]);
  if (Object.keys(members).length !== expected.length) return undefined;
  for (const [name, form] of expected) if (!isText(members, name, form)) return undefined;
  return { format, ...members } as SubjectIdentifier;
}

function isFormat(format: unknown): format is SubjectIdentifier['format'] {
  return typeof format === 'string' && Object.hasOwn(FORMATS, format);
}

function isText(members: Readonly<Record<string, unknown>>, name: string, form: RegExp): boolean {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  return typeof value === 'string' && form.test(value);
}
