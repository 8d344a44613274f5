import { randomUUID } from 'node:crypto';
import { InvalidGrantError, InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type {
  AuthorizationParams,
  OAuthServerProvider,
} from '@modelcontextprotocol/sdk/server/auth/provider.js';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { OAuthClientInformationFull } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { Response } from 'express';

const LIFETIME = 3600;

const till = {
  client_id: 'till',
  client_name: 'Till 7, Main Street',
  client_secret: process.env.TILL_SECRET ?? 'till-secret',
  redirect_uris: ['http://127.0.0.1:9000/callback'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:openid:params:grant-type:ciba'],
} satisfies OAuthClientInformationFull;

const clientsStore = {
  getClient: (id: string) => (id === till.client_id ? till : undefined),
};

/** The provider that the server had before; `issue` is how each of its grants makes tokens. */
class Provider implements OAuthServerProvider {
  readonly clientsStore = clientsStore;
  readonly #codes = new Map<string, AuthorizationParams>();
  readonly #access = new Map<string, AuthInfo>();
  readonly #refresh = new Map<string, AuthInfo>();

  issue(clientId: string, scopes: string[], sub: string) {
    const [access_token, refresh_token] = [randomUUID(), randomUUID()];
    const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME;
    const info = { token: access_token, clientId, scopes, expiresAt, extra: { sub } };
    this.#access.set(access_token, info);
    this.#refresh.set(refresh_token, info);
    const scope = scopes.join(' ');
    return { access_token, refresh_token, token_type: 'Bearer', expires_in: LIFETIME, scope };
  }

  /** A real one asks the user to sign in first. */
  async authorize(_client: OAuthClientInformationFull, params: AuthorizationParams, res: Response) {
    const code = randomUUID();
    this.#codes.set(code, params);
    const target = new URL(params.redirectUri);
    target.search = new URLSearchParams({ code, ...(params.state && { state: params.state }) }).toString();
    res.redirect(target.href);
  }

  async challengeForAuthorizationCode(_client: OAuthClientInformationFull, code: string) {
    const params = this.#codes.get(code);
    if (!params) throw new InvalidGrantError('unknown code');
    return params.codeChallenge;
  }

  async exchangeAuthorizationCode({ client_id }: OAuthClientInformationFull, code: string) {
    const params = this.#codes.get(code);
    if (!this.#codes.delete(code)) throw new InvalidGrantError('unknown code');
    return this.issue(client_id, params?.scopes ?? [], 'u-1');
  }

  async exchangeRefreshToken({ client_id }: OAuthClientInformationFull, token: string) {
    const info = this.#refresh.get(token);
    if (info?.clientId !== client_id) throw new InvalidGrantError('unknown refresh token');
    this.#refresh.delete(token);
    return this.issue(client_id, info.scopes, String(info.extra?.sub));
  }

  async verifyAccessToken(token: string) {
    return this.#access.get(token) ?? Promise.reject(new InvalidTokenError('unknown token'));
  }
}

export const provider = new Provider();
