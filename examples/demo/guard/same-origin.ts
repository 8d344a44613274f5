import type { RequestHandler } from 'express';

/**
 * Refuses what a page of another site sends in a signed-in user's name.
 *
 * `Host` is looked at too: a foreign name that was made to point at this machine counts as its own origin.
 */
export function sameOrigin(issuer: string): RequestHandler {
  const { host, port } = new URL(issuer);
  const hosts = [host, `localhost:${port}`];
  const origins = hosts.map((name) => `http://${name}`);
  return ({ headers }, res, next) => {
    const { origin, host: named = '', 'sec-fetch-site': site = 'same-origin' } = headers;
    const isOwn = origin === undefined || origins.includes(origin);
    if (isOwn && hosts.includes(named) && ['same-origin', 'none'].includes(String(site))) return next();
    res.status(403).json({ error: 'cross_site' });
  };
}
