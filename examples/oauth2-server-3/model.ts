/** A token as oauth2-server 3 saves it: its scope is text. */
interface Token {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly scope?: string;
}

type Saved = Token & { readonly client: object; readonly user: object };

const till = {
  id: 'till',
  client_name: 'Till 7, Main Street',
  secret: process.env.TILL_SECRET ?? 'till-secret',
  grants: ['urn:openid:params:grant-type:ciba', 'refresh_token', 'client_credentials'],
};

const accessTokens = new Map<string, Saved>();
const refreshTokens = new Map<string, Saved>();
const scopes = ['receipts', 'loyalty'];

/** The model that the host had before; CIBA needs nothing more of it than its grant in a client's `grants`. */
export const model = {
  async getClient(id: string, secret: string | null) {
    return id === till.id && (secret === null || secret === till.secret) ? till : undefined;
  },
  async getUserFromClient({ id }: { id: string }) {
    return { id };
  },
  async validateScope(_user: object, _client: object, scope = 'receipts') {
    return scope.split(' ').every((token) => scopes.includes(token)) && scope;
  },
  async saveToken(token: Token, client: object, user: object) {
    const saved = { ...token, client, user };
    accessTokens.set(token.accessToken, saved);
    if (token.refreshToken) refreshTokens.set(token.refreshToken, saved);
    return saved;
  },
  async getAccessToken(accessToken: string) {
    return accessTokens.get(accessToken);
  },
  async getRefreshToken(refreshToken: string) {
    return refreshTokens.get(refreshToken);
  },
  async revokeToken({ refreshToken = '' }: Token) {
    return refreshTokens.delete(refreshToken);
  },
};
