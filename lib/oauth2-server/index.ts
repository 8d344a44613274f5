import {
  type Awaitable,
  type CibaAdapter,
  CibaError,
  type CibaErrorCode,
  ConfigurationError,
} from '../index.js';
import { findClient, registeredClient, secretFits } from './client.js';
import type { CallableModel, ModelClient, OAuth2ServerModel } from './model.js';
import { modelScope, type ScopeFormat, validScope } from './scope.js';
import { saveTokens } from './tokens.js';

export type { OAuth2ServerModel } from './model.js';
export type { ScopeFormat } from './scope.js';

/** Options of {@link oauth2ServerAdapter}. */
export interface OAuth2ServerAdapterOptions {
  /**
   * Finds the model's user for a `sub`: what `validateScope` and `saveToken` are called with. Nothing means the user is
   * gone and gets no tokens. Default `{ id: sub }`.
   */
  readonly getUser?: (sub: string) => Awaitable<object | null | undefined>;
  /** `array` for `@node-oauth/oauth2-server` 5 (default), `string` for `oauth2-server` 3. */
  readonly scopeFormat?: ScopeFormat;
  /** Seconds, for clients without a lifetime of their own: the same as you give to the server. Default 3,600, as there. */
  readonly accessTokenLifetime?: number;
  /** Seconds, likewise. Default 1,209,600, as in the libraries. */
  readonly refreshTokenLifetime?: number;
}

/** The callbacks that a model of oauth2-server can lend. */
export type OAuth2ServerAdapter = Required<
  Pick<CibaAdapter, 'getClient' | 'verifyClientSecret' | 'validateRequest' | 'issueTokens' | 'revokeTokens'>
>;

/**
 * Lends a model of `@node-oauth/oauth2-server` 5 or `oauth2-server` 3.1: its clients, its secrets and its tokens.
 *
 * Tokens are native to the host: its `authenticate()` accepts the access token, its `/token` the refresh token, which
 * a client gets if its `grants` list `refresh_token`. The libraries sign no ID tokens: `idToken.keys` must. The client's `grants` must list the CIBA grant type. The model's
 * `validateScope` is asked without `openid` when a request is made and when it is redeemed. Granted
 * `authorization_details`, `resource` and `cnf` are handed to `saveToken` as members of the token: save and enforce them, or
 * refuse such requests in a `validateRequest` of your own.
 *
 * @throws ConfigurationError for what is no model, and for options that are unknown or malformed
 * @example
 * ```ts
 * import { createCiba, memoryStore } from 'express-ciba';
 * import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
 *
 * const ciba = createCiba({
 *   issuer: 'https://as.example.com',
 *   store: memoryStore(),
 *   adapter: {
 *     ...oauth2ServerAdapter(model, { getUser: (sub) => users.get(sub) }),
 *     resolveUser: ({ login_hint }) => users.get(login_hint ?? ''),
 *     notifyUser: (request) => phone.push(request.user.sub, request),
 *   },
 *   idToken: { keys: [signingKey] },
 * });
 * ```
 */
export function oauth2ServerAdapter(
  model: OAuth2ServerModel,
  options: OAuth2ServerAdapterOptions = {},
): OAuth2ServerAdapter {
  requireModel(model);
  requireOptions(options);
  const callable = model as unknown as CallableModel;
  const { getUser = (sub: string): object => ({ id: sub }), scopeFormat = 'array' } = options;
  const { accessTokenLifetime = 3600, refreshTokenLifetime = 1_209_600 } = options;
  const modelClient = async (clientId: string): Promise<ModelClient> =>
    (await findClient(callable, clientId)) ?? refuse('invalid_client');
  return {
    async getClient(clientId) {
      const client = await findClient(callable, clientId);
      return client && registeredClient(client);
    },
    verifyClientSecret: (client, secret) => secretFits(callable, client.client_id, secret),
    async validateRequest({ client, user, scope, decoy }) {
      // Nobody is asked for a scope as somebody is: the refusal must not tell them apart.
      const nobody = decoy && { id: user.sub };
      const modelUser = (await getUser(user.sub)) ?? nobody ?? refuse('unknown_user_id');
      const asking = await modelClient(client.client_id);
      const valid = await validScope(callable, { user: modelUser, client: asking, scope, scopeFormat });
      if (valid.length < scope.length) refuse('invalid_scope');
    },
    async issueTokens({ client, user, scope, authorization_details, resource, cnf }) {
      const modelUser = (await getUser(user.sub)) ?? refuse('invalid_grant');
      const asking = await modelClient(client.client_id);
      const valid = await validScope(callable, { user: modelUser, client: asking, scope, scopeFormat });
      const lifetimes = { accessTokenLifetime, refreshTokenLifetime };
      const bounds = {
        ...(authorization_details && { authorization_details }),
        ...(cnf && { cnf }),
        ...(resource && { resource }),
      };
      return saveTokens(callable, {
        client: asking,
        user: modelUser,
        scope: modelScope(valid, scopeFormat),
        bounds,
        lifetimes,
      });
    },
    async revokeTokens({ access_token, refresh_token }) {
      if (refresh_token === undefined) return;
      await callable.revokeToken?.({ accessToken: access_token, refreshToken: refresh_token });
    },
  };
}

function requireModel(model: OAuth2ServerModel): void {
  const missing = (['getClient', 'saveToken'] as const).find((name) => typeof model?.[name] !== 'function');
  if (missing === undefined) return;
  const message = `oauth2ServerAdapter() takes the model itself, not the server: ${missing} is missing`;
  throw new ConfigurationError('ERR_CIBA_MODEL', message);
}

const OPTIONS = ['getUser', 'scopeFormat', 'accessTokenLifetime', 'refreshTokenLifetime'];

function requireOptions(options: OAuth2ServerAdapterOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) {
    const message = `unknown option ${unknown} of oauth2ServerAdapter(); known: ${OPTIONS.join(', ')}`;
    throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', message);
  }
  const { getUser, scopeFormat = 'array' } = options;
  if (getUser !== undefined && typeof getUser !== 'function') {
    throw new ConfigurationError('ERR_CIBA_FUNCTION', 'getUser of oauth2ServerAdapter() is a function');
  }
  if (scopeFormat !== 'array' && scopeFormat !== 'string') {
    throw new ConfigurationError('ERR_CIBA_SCOPE_FORMAT', "scopeFormat is 'array' or 'string'");
  }
}

function refuse(error: CibaErrorCode): never {
  throw new CibaError(error);
}
