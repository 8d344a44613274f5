import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

interface Token {
  readonly client_id: string;
  readonly sub: string;
  readonly scope: readonly string[];
}

const LIFETIME = 300;

/** The host's one way to issue an access token, whatever the grant. */
@Injectable()
export class TokenService {
  readonly #tokens = new Map<string, Token>();

  issue(token: Token) {
    const access_token = randomBytes(32).toString('base64url');
    this.#tokens.set(access_token, token);
    return { access_token, token_type: 'Bearer', expires_in: LIFETIME, scope: token.scope.join(' ') };
  }

  find(accessToken = ''): Token | undefined {
    return this.#tokens.get(accessToken);
  }
}
