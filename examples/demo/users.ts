import type { UserHint } from 'express-ciba';

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

/** Finds whom a client means: by name, by e-mail, or by issuer and subject (RFC 9493 §3.2.3). */
export function userByHint({ login_hint: hint }: UserHint, issuer: string): User | undefined {
  if (hint === undefined) return undefined;
  if (hint.startsWith('{')) return userByIssuerAndSubject(hint, issuer);
  return userBySub(hint) ?? USERS.find(({ email }) => email === hint.toLowerCase());
}

function userByIssuerAndSubject(json: string, issuer: string): User | undefined {
  const { format, iss, sub } = parsed(json);
  // Some SDKs write the issuer with a slash at its end, whatever discovery says.
  const isOurs = iss === issuer || iss === `${issuer}/`;
  return format === 'iss_sub' && isOurs && typeof sub === 'string' ? userBySub(sub) : undefined;
}

function parsed(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return {};
  }
}
