import { timingSafeEqual } from 'node:crypto';
import type OAuth2Server from '@node-oauth/oauth2-server';

const till = {
  id: 'till',
  client_name: 'Till 7, Main Street',
  secret: process.env.TILL_SECRET ?? 'till-secret',
  grants: ['urn:openid:params:grant-type:ciba', 'refresh_token', 'client_credentials'],
};

const accessTokens = new Map<string, OAuth2Server.Token>();
const refreshTokens = new Map<string, OAuth2Server.RefreshToken>();

/** The model that the host had before; CIBA needs nothing more of it than its grant in a client's `grants`. */
export const model: OAuth2Server.ClientCredentialsModel & OAuth2Server.RefreshTokenModel = {
  async getClient(id: string, secret: string | null) {
    return id === till.id && (secret === null || isEqual(secret, till.secret)) ? till : undefined;
  },
  async getUserFromClient({ id }) {
    return { id };
  },
  async saveToken(token, client, user) {
    const saved = { ...token, client, user };
    accessTokens.set(token.accessToken, saved);
    if (token.refreshToken)
      refreshTokens.set(token.refreshToken, { ...saved, refreshToken: token.refreshToken });
    return saved;
  },
  async getAccessToken(accessToken) {
    return accessTokens.get(accessToken);
  },
  async getRefreshToken(refreshToken) {
    return refreshTokens.get(refreshToken);
  },
  async revokeToken({ refreshToken }) {
    return refreshTokens.delete(refreshToken);
  },
};

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
