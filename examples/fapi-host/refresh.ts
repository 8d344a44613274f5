import { hash } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type AuthenticatedClient, type Ciba, CibaError, type Confirmation, isCibaError } from 'express-ciba';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-key.js';
import type { Grant, Tokens } from './tokens.js';

/** What the grant needs. */
export interface RefreshContext {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly tokens: Tokens;
  /** The host's own grant asks for the same proof as CIBA's. */
  readonly authenticateClient: Ciba['authenticateClient'];
}

const ID_TOKEN_SECONDS = 3600;

/** The grant `refresh_token` of this host, behind the CIBA grant at one endpoint. RFC 6749 §6, OpenID Connect Core 1.0 §12. */
export function refreshGrant(context: RefreshContext): RequestHandler {
  return async (req, res) => {
    const { grant_type, refresh_token, scope } = parameters(req.body);
    if (grant_type === undefined) throw new CibaError('invalid_request', 'grant_type is required.');
    if (grant_type !== 'refresh_token') {
      return void noStore(res).status(400).json({ error: 'unsupported_grant_type' });
    }
    const asking = await context.authenticateClient(req);
    if (refresh_token === undefined) throw new CibaError('invalid_request', 'refresh_token is required.');
    const grant = narrowed(refreshable(refresh_token, asking, context.tokens), scope);
    const tokens = context.tokens.accessToken(grant);
    const id_token = grant.scope.includes('openid')
      ? { id_token: await idToken(grant, tokens.access_token, context) }
      : {};
    const { authorization_details } = grant;
    const details = authorization_details && { authorization_details };
    noStore(res).json({ ...tokens, scope: grant.scope.join(' '), ...details, ...id_token });
  };
}

/** Refusals in the words of RFC 6749 §5.2. */
export const refusedGrant: ErrorRequestHandler = (error, req, res, next) => {
  const refused = error?.type === undefined ? error : new CibaError('invalid_request');
  if (!isCibaError(refused)) return next(error);
  const status = refused.status ?? 400;
  if (status === 401 && req.get('authorization') !== undefined) res.set('WWW-Authenticate', 'Basic');
  noStore(res).status(status).json({ error: refused.error, error_description: refused.description });
};

function noStore<T extends { set(headers: Record<string, string>): T }>(res: T): T {
  return res.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
}

/** A parameter is text, sent once; one that is empty was left out. RFC 6749 §3.2. */
function parameters(body: unknown): Readonly<Record<string, string | undefined>> {
  const sent = Object.entries(Object(body) as Record<string, unknown>).filter(([, value]) => value !== '');
  if (sent.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    return Object.fromEntries(sent);
  }
  throw new CibaError('invalid_request', 'A parameter is repeated.');
}

/** The grant of a refresh token, for the client that it was issued to, with whatever it is bound to. */
function refreshable(token: string, { client, cnf = {} }: AuthenticatedClient, tokens: Tokens): Grant {
  const grant = tokens.byRefreshToken(token);
  const isTheirs = grant?.client_id === client.client_id;
  if (isTheirs && isHeldBy(grant, cnf)) return { ...grant, cnf };
  throw new CibaError('invalid_grant', 'The refresh token is not valid.');
}

function isHeldBy({ cnf: bound = {} }: Grant, shown: Confirmation): boolean {
  const names = ['x5t#S256', 'jkt'] as const;
  return names.every((name) => bound[name] === undefined || bound[name] === shown[name]);
}

function narrowed(grant: Grant, scope: string | undefined): Grant {
  if (scope === undefined) return grant;
  const wanted = scope.split(' ');
  if (wanted.every((token) => grant.scope.includes(token))) return { ...grant, scope: wanted };
  throw new CibaError('invalid_scope', 'The scope is more than what was granted.');
}

/** Says of the user what the first one said: nobody was authenticated since. OpenID Connect Core 1.0 §12.2. */
function idToken(grant: Grant, accessToken: string, { issuer, key }: RefreshContext): Promise<string> {
  const { sub, auth_time, acr, amr, client_id } = grant;
  const at_hash = hash('sha256', accessToken, 'buffer').toString('base64url', 0, 16);
  return new SignJWT({ auth_time, ...(acr && { acr }), ...(amr && { amr: [...amr] }), at_hash })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(sub)
    .setAudience(client_id)
    .setIssuedAt()
    .setExpirationTime(`${ID_TOKEN_SECONDS}s`)
    .sign(key.privateKey);
}
