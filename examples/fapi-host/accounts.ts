import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type Ciba, type Confirmation, isCibaError } from 'express-ciba';
import { presentedThumbprint } from './tls.js';
import type { Grant, Tokens } from './tokens.js';
import type { Users } from './users.js';

/** What the resource needs. */
export interface AccountsContext {
  readonly tokens: Tokens;
  readonly users: Users;
  /** The resource as clients know it: what DPoP proofs are for. */
  readonly url: string;
  readonly verifyProof: Ciba['verifyProof'];
}

/** A token in the header, by RFC 6750 §2.1 or RFC 9449 §7.1. */
const CREDENTIALS = /^(Bearer|DPoP) +([\w.~+/-]+=*)$/i;

/** The resource: accounts of the user who approved, for whoever holds the token and what it is bound to. */
export function accounts(context: AccountsContext): RequestHandler {
  return async (req, res) => {
    res.set({ 'x-fapi-interaction-id': interactionId(req.get('x-fapi-interaction-id')) });
    res.set('Cache-Control', 'no-store');
    // URLs stand in logs and histories. RFC 6750 §2.3, FAPI 1.0 Baseline §6.2.1.
    if (req.query.access_token !== undefined) return refuse(res, 400, 'Bearer', 'invalid_request');
    const [, by = '', token] = CREDENTIALS.exec(req.get('authorization') ?? '') ?? [];
    if (token === undefined) return refuse(res, 401, 'Bearer');
    const used = /^dpop$/i.test(by) ? 'DPoP' : 'Bearer';
    const grant = context.tokens.byAccessToken(token);
    if (grant === undefined) return refuse(res, 401, used, 'invalid_token');
    const { cnf = {} } = grant;
    const scheme = cnf.jkt === undefined ? 'Bearer' : 'DPoP';
    const isShown = used === scheme && isHeldBy(cnf, presentedThumbprint(req));
    if (!isShown) return refuse(res, 401, scheme, 'invalid_token');
    const fault = cnf.jkt === undefined ? undefined : await faultOfProof(req, token, cnf.jkt, context);
    if (fault !== undefined) return refuse(res, 401, scheme, fault);
    res.json(shown(grant, context.users));
  };
}

/** RFC 8705 §3. */
function isHeldBy({ 'x5t#S256': bound }: Confirmation, thumbprint: string | undefined): boolean {
  return bound === undefined || bound === thumbprint;
}

/** What is wrong with the proof of a token that is bound to a key. RFC 9449 §7.1. */
async function faultOfProof(
  req: Request,
  accessToken: string,
  jkt: string,
  { verifyProof, url }: AccountsContext,
): Promise<string | undefined> {
  try {
    const proven = await verifyProof(req, { url, accessToken });
    return proven.jkt === jkt ? undefined : 'invalid_token';
  } catch (error) {
    if (isCibaError(error)) return error.error;
    throw error;
  }
}

function shown(grant: Grant, users: Users): Readonly<Record<string, unknown>> {
  const { user, sub, client_id, scope, resource, authorization_details } = grant;
  const accounts = [{ account_id: `${sub}-1`, currency: 'EUR' }];
  return {
    sub,
    client_id,
    scope: scope.join(' '),
    claims: users.bySub(user)?.claims ?? {},
    accounts,
    ...(resource && { resource }),
    ...(authorization_details && { authorization_details }),
  };
}

/** A request without a token hears of no error. RFC 6750 §3.1. */
function refuse(res: Response, status: number, scheme: 'Bearer' | 'DPoP', error?: string): void {
  res.status(status).set('WWW-Authenticate', error === undefined ? scheme : `${scheme} error="${error}"`);
  res.json({ error: error ?? 'invalid_token' });
}

/** The client's own, so that both logs tell of one interaction. FAPI 1.0 Baseline §6.2.1. */
function interactionId(given = ''): string {
  return /^[\x21-\x7E]{1,128}$/.test(given) ? given : randomUUID();
}
