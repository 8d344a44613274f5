import { CibaError } from '../../errors.js';
import { type SubjectIdentifier, subjectIdentifier } from './subject-identifier.js';

/** What an URI of each scheme says of a user; undefined where it says nothing that could be read. */
const SCHEMES: Readonly<Record<string, (rest: string) => unknown>> = {
  mailto: (rest) => ({ format: 'email', email: decoded(rest.replace(/\?.*$/s, '')) }),
  tel: (rest) => ({ format: 'phone_number', phone_number: rest.replace(/;.*$/s, '').replace(/[-.()]/g, '') }),
  acct: (rest) => ({ format: 'account', uri: `acct:${rest}` }),
};

/**
 * Reads a `login_hint`: a subject identifier in JSON, a `mailto:`, `tel:` or `acct:` URI, else an opaque text.
 *
 * RFC 9493 §3.2, RFC 6068, RFC 3966, RFC 7565. Nothing is looked up: whether there is such a user is for you to say.
 *
 * @throws CibaError `unknown_user_id` for no text, and for what begins like one of these and is none
 * @example
 * ```ts
 * import { type CibaAdapter, parseLoginHint } from 'express-ciba';
 *
 * const resolveUser: CibaAdapter['resolveUser'] = ({ login_hint }) => {
 *   const hint = parseLoginHint(login_hint);
 *   return hint.format === 'email' ? users.findByEmail(hint.email) : undefined;
 * };
 * ```
 */
export function parseLoginHint(text: string | undefined): SubjectIdentifier {
  if (!text) throw new CibaError('unknown_user_id', 'There is no login_hint to find a user by.');
  if (text.trimStart().startsWith('{')) return known(parsed(text), 'a subject identifier of RFC 9493');
  const [, scheme = '', rest = ''] = /^(mailto|tel|acct):(.*)$/is.exec(text) ?? [];
  const read = SCHEMES[scheme.toLowerCase()];
  if (read !== undefined) return known(read(rest), WANTED[scheme.toLowerCase()] ?? '');
  return { format: 'opaque', id: text };
}

/** What each scheme must be followed by. */
const WANTED: Readonly<Record<string, string>> = {
  mailto: 'mailto: and one e-mail address',
  tel: 'tel: and a global number that begins with +',
  acct: 'acct: and a name, @ and a host',
};

function known(value: unknown, wanted: string): SubjectIdentifier {
  const identifier = subjectIdentifier(value);
  if (identifier !== undefined) return identifier;
  throw new CibaError('unknown_user_id', `The login_hint must be ${wanted}.`);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
