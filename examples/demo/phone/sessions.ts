import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { userBySub } from '../users.js';

export const SESSION_COOKIE = 'demo_phone';

/** Who holds the phone. A real host has its own sign-in here. */
export interface DemoSessions {
  cookieFor(sub: string): string;
  /** The user who is signed in, or nobody. */
  userOf(req: IncomingMessage): { readonly sub: string } | undefined;
  /** Refuses whoever is not signed in; puts the user into `res.locals.sub`. */
  readonly requireSignIn: RequestHandler;
}

/** Signed cookies, and for scripts on this machine the header `X-Demo-User`. */
export function demoSessions(key: Buffer = randomBytes(32)): DemoSessions {
  const cookieFor = (sub: string): string =>
    `${sub}.${createHmac('sha256', key).update(sub).digest('base64url')}`;
  const fromCookie = (req: IncomingMessage): string | undefined => {
    const cookie = cookieOf(req);
    const sub = cookie.split('.', 1)[0] ?? '';
    return equal(cookie, cookieFor(sub)) ? sub : undefined;
  };
  const userOf = (req: IncomingMessage) => userBySub(fromLoopbackHeader(req) ?? fromCookie(req) ?? '');
  const requireSignIn: RequestHandler = (req, res, next) => {
    const user = userOf(req);
    if (user === undefined) return void res.status(401).json({ error: 'not_signed_in' });
    res.locals.sub = user.sub;
    next();
  };
  return { cookieFor, userOf, requireSignIn };
}

function fromLoopbackHeader(req: IncomingMessage): string | undefined {
  const isLoopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(req.socket.remoteAddress ?? '');
  return isLoopback ? req.headers['x-demo-user']?.toString() : undefined;
}

function cookieOf(req: IncomingMessage): string {
  const cookies = (req.headers.cookie ?? '').split('; ');
  return (
    cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1) ?? ''
  );
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
