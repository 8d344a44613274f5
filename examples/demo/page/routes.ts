import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';
import { type DemoSessions, SESSION_COOKIE } from '../phone/sessions.js';
import { userBySub } from '../users.js';

const PUBLIC = fileURLToPath(new URL('./public/', import.meta.url));

/** Nothing runs, is styled or is called but what this host serves itself. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-cache',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The page with the two devices, and its files. */
export function pages(sessions: DemoSessions): Router {
  const router = express.Router();
  router.get('/', signIn(sessions), guarded, (_req, res) => res.sendFile('index.html', { root: PUBLIC }));
  router.use('/assets', guarded, express.static(PUBLIC, { index: false }));
  return router;
}

const guarded: RequestHandler = (_req, res, next) => {
  res.set(HEADERS);
  next();
};

/** Signs the browser in as the user who holds the phone: alice, or `/?user=bob`. A real host asks for a proof. */
function signIn(sessions: DemoSessions): RequestHandler {
  return (req, res, next) => {
    const user = userBySub(String(req.query.user ?? 'alice'));
    if (user === undefined) return void res.sendStatus(404);
    res.cookie(SESSION_COOKIE, sessions.cookieFor(user.sub), { httpOnly: true, sameSite: 'strict' });
    next();
  };
}
