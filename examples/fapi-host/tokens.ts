import { randomBytes } from 'node:crypto';
import type { AuthorizationDetail, CibaGrant, Confirmation, TokenResponse } from 'express-ciba';
import { BoundedMap } from './bounded.js';

/** What a token stands for. */
export interface Grant {
  readonly client_id: string;
  /** The user, as this host knows them. */
  readonly user: string;
  /** The user, as the client knows them. */
  readonly sub: string;
  readonly scope: readonly string[];
  readonly auth_time: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** Whom the access token is for. RFC 8707. */
  readonly resource?: readonly string[];
  /** RFC 9396. */
  readonly authorization_details?: readonly AuthorizationDetail[];
  /** What the tokens are bound to: a certificate, or a key, or both. RFC 8705 §3.1, RFC 9449 §6. */
  readonly cnf?: Confirmation;
}

/** The tokens of this host: opaque, in memory. */
export interface Tokens {
  /** A first set, with a refresh token where the client may use one. */
  issue(grant: CibaGrant): TokenResponse;
  /** An access token alone: refresh tokens are not rotated. FAPI 2.0 Security Profile §5.3.2.1. */
  accessToken(grant: Grant): Pick<TokenResponse, 'access_token' | 'token_type' | 'expires_in'>;
  byAccessToken(token: string): Grant | undefined;
  byRefreshToken(token: string): Grant | undefined;
  revoke(tokens: TokenResponse): void;
}

const ACCESS_SECONDS = 600;
const REFRESH_SECONDS = 86_400;
const AT_MOST = 100_000;

export function hostTokens(): Tokens {
  const access = shelf(ACCESS_SECONDS);
  const refresh = shelf(REFRESH_SECONDS);
  const accessToken: Tokens['accessToken'] = (grant) => ({
    access_token: access.put(grant),
    token_type: grant.cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: ACCESS_SECONDS,
  });
  return {
    accessToken,
    issue(given) {
      const grant = grantOf(given);
      const mayRefresh = given.client.grant_types?.includes('refresh_token');
      return { ...accessToken(grant), ...(mayRefresh && { refresh_token: refresh.put(grant) }) };
    },
    byAccessToken: access.get,
    byRefreshToken: refresh.get,
    revoke({ access_token, refresh_token }) {
      access.remove(access_token);
      if (refresh_token !== undefined) refresh.remove(refresh_token);
    },
  };
}

function grantOf({ client: { client_id }, user, sub, scope, auth_time, ...rest }: CibaGrant): Grant {
  const { acr, amr, cnf, resource, authorization_details } = rest;
  return {
    client_id,
    user: user.sub,
    sub,
    scope,
    auth_time,
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
    ...(resource && { resource }),
    ...(authorization_details && { authorization_details }),
    ...(cnf && { cnf }),
  };
}

/** Tokens of one kind, each for `seconds`: 32 random bytes, which are more than the 160 bits that are asked for. */
function shelf(seconds: number) {
  const held = new BoundedMap<{ readonly grant: Grant; readonly until: number }>(AT_MOST);
  return {
    put(grant: Grant): string {
      const token = randomBytes(32).toString('base64url');
      held.set(token, { grant, until: Date.now() + seconds * 1000 });
      return token;
    },
    get(token: string): Grant | undefined {
      const found = held.get(token);
      return found && found.until > Date.now() ? found.grant : undefined;
    },
    remove(token: string): void {
      held.delete(token);
    },
  };
}
