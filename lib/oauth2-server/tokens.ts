import { randomBytes } from 'node:crypto';
import type { TokenResponse } from '../index.js';
import { grantsOf } from './client.js';
import type { CallableModel, ModelClient, ModelScope, ModelToken } from './model.js';

/** Lifetimes for clients that have none of their own, in seconds. */
export interface TokenLifetimes {
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
}

/** For whom tokens are made, and with which scope and lifetimes. */
export interface TokenOrder {
  readonly client: ModelClient;
  readonly user: object;
  readonly scope: ModelScope;
  /** Granted beyond scopes, to be saved with the token. */
  readonly bounds: Pick<ModelToken, 'authorization_details' | 'resource' | 'cnf'>;
  readonly lifetimes: TokenLifetimes;
}

const TOKEN_BYTES = 32;

/** Makes and saves tokens as the library's own grants do, so that its `authenticate()` and its `/token` know them. */
export async function saveTokens(model: CallableModel, order: TokenOrder): Promise<TokenResponse> {
  const { client, user, scope } = order;
  const token: ModelToken = {
    accessToken: await generated(model.generateAccessToken?.bind(model), order),
    accessTokenExpiresAt: afterSeconds(client.accessTokenLifetime || order.lifetimes.accessTokenLifetime),
    ...(grantsOf(client).includes('refresh_token') && {
      refreshToken: await generated(model.generateRefreshToken?.bind(model), order),
      refreshTokenExpiresAt: afterSeconds(
        client.refreshTokenLifetime || order.lifetimes.refreshTokenLifetime,
      ),
    }),
    scope,
    ...order.bounds,
  };
  const saved = await model.saveToken(token, client, user);
  if (!saved) throw new Error('the model saved no token');
  return wireTokens(asSaved(saved as Partial<ModelToken>, token));
}

type Generate = (client: ModelClient, user: object, scope: ModelScope) => Promise<unknown>;

/** A model that generates tokens must do so: nothing from it is no reason to hand out a random one. */
async function generated(
  generate: Generate | undefined,
  { client, user, scope }: TokenOrder,
): Promise<string> {
  if (generate === undefined) return randomBytes(TOKEN_BYTES).toString('base64url');
  const token = await generate(client, user, scope);
  if (typeof token === 'string' && token !== '') return token;
  throw new Error('the model generated no token');
}

/** What the model saved, read member by member as the libraries do: rows have getters, and null for what they lack. */
function asSaved(saved: Partial<ModelToken>, token: ModelToken): ModelToken {
  const accessTokenExpiresAt = saved.accessTokenExpiresAt ?? token.accessTokenExpiresAt;
  const refreshToken = saved.refreshToken ?? token.refreshToken;
  const scope = saved.scope ?? token.scope;
  return {
    accessToken: saved.accessToken ?? token.accessToken,
    ...(accessTokenExpiresAt && { accessTokenExpiresAt }),
    ...(refreshToken && { refreshToken }),
    ...(scope && { scope }),
    ...(token.cnf && { cnf: token.cnf }),
  };
}

function afterSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}

function wireTokens(token: ModelToken): TokenResponse {
  const { accessToken, accessTokenExpiresAt, refreshToken, scope, cnf } = token;
  const expiresIn = accessTokenExpiresAt && Math.round((accessTokenExpiresAt.getTime() - Date.now()) / 1000);
  return {
    access_token: accessToken,
    // RFC 9449 §5.
    token_type: cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
    ...(expiresIn !== undefined && { expires_in: expiresIn }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(scope !== undefined && { scope: typeof scope === 'string' ? scope : scope.join(' ') }),
  };
}
