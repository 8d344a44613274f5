import { randomBytes } from 'node:crypto';

interface Token {
  readonly client_id: string;
  readonly sub: string;
  readonly scope: readonly string[];
}

const tokens = new Map<string, Token>();

/** The host's one way to issue an access token, whatever the exchange. */
export async function issueAccessToken(token: Token): Promise<string> {
  const accessToken = randomBytes(32).toString('base64url');
  tokens.set(accessToken, token);
  return accessToken;
}

export function findAccessToken(accessToken = ''): Token | undefined {
  return tokens.get(accessToken);
}
