import { timingSafeEqual } from 'node:crypto';
import { CibaError, type HintContext, type UserHint } from 'express-ciba';
import { jwtVerify } from 'jose';
import { list, object, required, text, unrepeated } from './members.js';
import type { SigningKey } from './signing-key.js';

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
  byHint(hint: UserHint, context: Pick<HintContext, 'client'>): Promise<User | undefined>;
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

export function hostUsers(users: readonly User[], issuer: string, key: SigningKey): Users {
  const bySub = new Map(users.map((user) => [user.sub, user]));
  const byLoginHint = new Map(users.flatMap((user) => user.login_hints.map((hint) => [hint, user])));
  return {
    bySub: (sub) => bySub.get(sub),
    async byHint({ login_hint, id_token_hint }, { client }) {
      if (login_hint !== undefined) return byLoginHint.get(login_hint);
      // Nobody issues a login_hint_token that this host could trust.
      if (id_token_hint === undefined) return undefined;
      return bySub.get(await subjectOf(id_token_hint, { issuer, audience: client.client_id, key }));
    },
  };
}

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly key: SigningKey;
}

/** The subject of an ID token that this host has signed for this client, however long ago. CIBA Core 1.0 §7.1. */
async function subjectOf(hint: string, { key, ...expected }: Expected): Promise<string> {
  try {
    // At this date no ID token has expired: an old one still says who is meant.
    const currentDate = new Date(0);
    const options = { ...expected, currentDate, algorithms: [key.alg], requiredClaims: ['sub'] };
    const { payload } = await jwtVerify(hint, key.publicKey, options);
    return String(payload.sub);
  } catch {
    throw new CibaError('invalid_request', 'The id_token_hint is not an ID token of this server.');
  }
}

/** Judges a user code; no code is right for a user who needs none. CIBA Core 1.0 §7.1.2. */
export function isRightUserCode({ user_code }: User, given: string | undefined): boolean {
  if (user_code === undefined || given === undefined) return user_code === given;
  const [known, shown] = [Buffer.from(user_code), Buffer.from(given)];
  return known.length === shown.length && timingSafeEqual(known, shown);
}
