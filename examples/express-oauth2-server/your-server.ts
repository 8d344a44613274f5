import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { AuthenticationRequest } from 'express-ciba';

/** Stand-ins for what a server with users has already. */

export const issuer = process.env.ISSUER ?? 'http://127.0.0.1:3000';

/** A real server loads its key, or every restart would void the ID tokens. */
export const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const everybody = [{ id: 'u-1', sub: 'u-1', email: 'alice@example.com' }];

export const users = {
  findById: (id: string) => everybody.find((user) => user.id === id),
  findByEmail: (email: string) => everybody.find((user) => user.email === email),
};

const inboxes = new Map<string, AuthenticationRequest[]>();

/** A real one sends a push message with `request.id` in it. */
export const phone = {
  push: (sub: string, request: AuthenticationRequest) => inboxes.set(sub, [...phone.inbox(sub), request]),
  inbox: (sub: string) => inboxes.get(sub) ?? [],
};

const sessions = new Map<string, string>();

/** Signs a user in; answers the cookie of the session. */
export function signIn(sub: string): string {
  const id = randomUUID();
  sessions.set(id, sub);
  return `session=${id}`;
}

export const requireLogin: RequestHandler = (req, res, next) => {
  const sub = sessions.get(/(?:^|; )session=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '');
  if (sub === undefined) return void res.sendStatus(401);
  res.locals.sub = sub;
  next();
};

/** Browsers name the origin of every POST. */
export const sameOrigin: RequestHandler = (req, res, next) => {
  if (req.headers.origin === new URL(issuer).origin) return next();
  res.sendStatus(403);
};
