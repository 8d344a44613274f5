import type OAuth2Server from '@node-oauth/oauth2-server';
import { type DemoClient, type DemoClients, isSecretOf } from './clients.js';

type Model = OAuth2Server.ClientCredentialsModel & OAuth2Server.RefreshTokenModel;

/** A model of `@node-oauth/oauth2-server` held in memory, as the host had it before CIBA came. */
export function demoModel(clients: DemoClients): Model {
  const accessTokens = new Map<string, OAuth2Server.Token>();
  const refreshTokens = new Map<string, OAuth2Server.RefreshToken>();
  return {
    async getClient(id: string, secret: string | null) {
      const client = clients.byId(formDecoded(id));
      // Without a secret the question is only whether there is such a client.
      const proven = client && (secret === null || isSecretOf(client, formDecoded(secret)));
      return proven ? client : undefined;
    },
    async validateScope(_user, client, scope = []) {
      return scope.every((token) => (client as DemoClient).scopes.includes(token)) && scope;
    },
    async getUserFromClient(client) {
      return { sub: client.id };
    },
    async saveToken(token, client, user) {
      const saved = { ...token, client, user };
      accessTokens.set(saved.accessToken, saved);
      if (saved.refreshToken !== undefined) {
        refreshTokens.set(saved.refreshToken, { ...saved, refreshToken: saved.refreshToken });
      }
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
}

/** Clients form-encode what they send by Basic (RFC 6749 §2.3.1), and the library hands it over as it came. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
