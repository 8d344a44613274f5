import { timingSafeEqual } from 'node:crypto';
import { parseLoginHint, type SubjectIdentifier, type UserHint } from 'express-ciba';
import { list, object, required, text, unrepeated } from './members.js';

/** A user of the configuration. */
export interface User {
  readonly sub: string;
  readonly login_hints: readonly string[];
  /** A user without one needs none. */
  readonly user_code?: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The users of this host. */
export interface Users {
  bySub(sub: string): User | undefined;
  byHint(hint: UserHint): User | undefined;
}

export function configuredUsers(given: readonly unknown[]): readonly User[] {
  const users = given.map(configuredUser);
  unrepeated(
    users.map(({ sub }) => sub),
    'the sub',
  );
  unrepeated(
    users.flatMap(({ login_hints }) => login_hints),
    'the login hint',
  );
  return users;
}

function configuredUser(given: unknown, index: number): User {
  const user = object(given, `users[${index}]`, ['sub', 'login_hints', 'user_code', 'claims']);
  const login_hints = list(user, 'login_hints') ?? [];
  if (!login_hints.every((hint): hint is string => typeof hint === 'string' && hint !== '')) {
    throw new Error(`users[${index}]: login_hints is an array of text`);
  }
  const user_code = text(user, 'user_code');
  return {
    sub: required(text(user, 'sub'), user, 'sub'),
    login_hints,
    ...(user_code !== undefined && { user_code }),
    claims: object(user.values.claims ?? {}, `users[${index}].claims`).values,
  };
}

export function hostUsers(users: readonly User[], issuer: string): Users {
  const bySub = new Map(users.map((user) => [user.sub, user]));
  const byLoginHint = new Map(users.flatMap((user) => user.login_hints.map((hint) => [hint, user])));
  const byIdentifier = (identifier: SubjectIdentifier): User | undefined => {
    if (identifier.format !== 'iss_sub') return byLoginHint.get(textOf(identifier));
    // Some SDKs write the issuer with a slash at its end, whatever discovery says.
    const isOurs = identifier.iss === issuer || identifier.iss === `${issuer}/`;
    return isOurs ? bySub.get(identifier.sub) : undefined;
  };
  return {
    bySub: (sub) => bySub.get(sub),
    byHint({ login_hint, sub }) {
      // That of an ID token, which the package has verified.
      if (sub !== undefined) return bySub.get(sub);
      // Nobody issues a login_hint_token that this host could trust.
      if (login_hint === undefined) return undefined;
      return byLoginHint.get(login_hint) ?? byIdentifier(parseLoginHint(login_hint));
    },
  };
}

/** What the configuration lists of a user. */
function textOf(identifier: Exclude<SubjectIdentifier, { readonly format: 'iss_sub' }>): string {
  switch (identifier.format) {
    case 'email':
      return identifier.email;
    case 'phone_number':
      return identifier.phone_number;
    case 'account':
      return identifier.uri;
    case 'opaque':
      return identifier.id;
  }
}

/** Judges a user code; no code is right for a user who needs none. CIBA Core 1.0 §7.1.2. */
export function isRightUserCode({ user_code }: User, given: string | undefined): boolean {
  if (user_code === undefined || given === undefined) return user_code === given;
  const [known, shown] = [Buffer.from(user_code), Buffer.from(given)];
  return known.length === shown.length && timingSafeEqual(known, shown);
}
