import { parseLoginHint, type UserHint } from 'express-ciba';

/** A user of the demo host. */
export interface User {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
}

/** Everybody whom a client can ask. */
export const USERS: readonly User[] = [
  { sub: 'alice', name: 'Alice', email: 'alice@example.com' },
  { sub: 'bob', name: 'Bob', email: 'bob@example.com' },
];

export function userBySub(sub: string): User | undefined {
  return USERS.find((user) => user.sub === sub);
}

/** Finds whom a client means: by name, by e-mail, or by issuer and subject, as text, URI or JSON (RFC 9493 §3.2). */
export function userByHint({ login_hint, sub }: UserHint, issuer: string): User | undefined {
  // That of an ID token, which the package has verified.
  if (sub !== undefined) return userBySub(sub);
  if (login_hint === undefined) return undefined;
  const hint = parseLoginHint(login_hint);
  switch (hint.format) {
    case 'opaque':
      return userBySub(hint.id) ?? userByEmail(hint.id);
    case 'email':
      return userByEmail(hint.email);
    case 'iss_sub':
      // Some SDKs write the issuer with a slash at its end, whatever discovery says.
      return hint.iss === issuer || hint.iss === `${issuer}/` ? userBySub(hint.sub) : undefined;
    default:
      return undefined;
  }
}

function userByEmail(email: string): User | undefined {
  return USERS.find((user) => user.email === email.toLowerCase());
}
