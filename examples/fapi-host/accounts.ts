import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { presentedThumbprint } from './tls.js';
import type { Grant, Tokens } from './tokens.js';
import type { Users } from './users.js';

/** The resource: accounts of the user who approved, for whoever holds the token and the certificate it is bound to. */
export function accounts(tokens: Tokens, users: Users): RequestHandler {
  return (req, res) => {
    res.set({ 'x-fapi-interaction-id': interactionId(req.get('x-fapi-interaction-id')) });
    res.set('Cache-Control', 'no-store');
    // URLs stand in logs and histories. RFC 6750 §2.3, FAPI 1.0 Baseline §6.2.1.
    if (req.query.access_token !== undefined) return refuse(res, 400, 'invalid_request');
    const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (token === undefined) return refuse(res, 401);
    const grant = tokens.byAccessToken(token);
    if (!grant || !isHeldBy(grant, presentedThumbprint(req))) return refuse(res, 401, 'invalid_token');
    const { sub, client_id, scope } = grant;
    const claims = users.bySub(sub)?.claims ?? {};
    const accounts = [{ account_id: `${sub}-1`, currency: 'EUR' }];
    res.json({ sub, client_id, scope: scope.join(' '), claims, accounts });
  };
}

/** RFC 8705 §3. */
function isHeldBy({ cnf }: Grant, thumbprint: string | undefined): boolean {
  return cnf === undefined || cnf['x5t#S256'] === thumbprint;
}

/** A request without a token hears of no error. RFC 6750 §3.1. */
function refuse(res: Response, status: number, error?: string): void {
  res.status(status).set('WWW-Authenticate', error === undefined ? 'Bearer' : `Bearer error="${error}"`);
  res.json({ error: error ?? 'invalid_token' });
}

/** The client's own, so that both logs tell of one interaction. FAPI 1.0 Baseline §6.2.1. */
function interactionId(given = ''): string {
  return /^[\x21-\x7E]{1,128}$/.test(given) ? given : randomUUID();
}
