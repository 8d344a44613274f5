import type { Confirmation } from '../index.js';

/**
 * The part of a model of `@node-oauth/oauth2-server` 5 or `oauth2-server` 3.1 that the preset calls: what the
 * libraries' own grants call too. Promises or plain values; callback-style models are not supported.
 *
 * The two libraries, and hosts, type clients, users and scopes in ways of their own: `never` takes them all.
 */
export interface OAuth2ServerModel {
  /** Finds a client, and judges its secret where one is given. */
  getClient(clientId: string, clientSecret: never): unknown;
  /** Stores the tokens of an approval. */
  saveToken(token: never, client: never, user: never): unknown;
  /** Makes an access token. Default: 32 random bytes, base64url. */
  generateAccessToken?(client: never, user: never, scope: never): unknown;
  /** Makes a refresh token. Default: likewise. */
  generateRefreshToken?(client: never, user: never, scope: never): unknown;
  /** Answers the scope that this user and client may have; nothing refuses. */
  validateScope?(user: never, client: never, scope: never): unknown;
  /** Revokes tokens that were minted but may not be sent. */
  revokeToken?(token: never): unknown;
}

/** A client as a model returns it; members under registered names (RFC 7591) are passed on. */
export interface ModelClient {
  readonly id: string;
  readonly grants?: string | readonly string[];
  /** Seconds. */
  readonly accessTokenLifetime?: number;
  /** Seconds. */
  readonly refreshTokenLifetime?: number;
  readonly [member: string]: unknown;
}

/** A scope as the model's library wants it: an array in `@node-oauth/oauth2-server` 5, text in `oauth2-server` 3. */
export type ModelScope = string | readonly string[];

/** A token as it goes into `saveToken` and comes back. */
export interface ModelToken {
  readonly accessToken: string;
  readonly accessTokenExpiresAt?: Date;
  readonly refreshToken?: string;
  readonly refreshTokenExpiresAt?: Date;
  readonly scope?: ModelScope;
  /** What the user granted beyond scopes; a model that does not save them leaves them unenforced. RFC 9396, RFC 8707. */
  readonly authorization_details?: readonly object[];
  readonly cnf?: Confirmation;
  readonly resource?: readonly string[];
}

/** The same part of a model, as the preset calls it. */
export interface CallableModel {
  getClient(clientId: string, clientSecret: string | null): Promise<unknown>;
  saveToken(token: ModelToken, client: ModelClient, user: object): Promise<unknown>;
  generateAccessToken?(client: ModelClient, user: object, scope: ModelScope): Promise<unknown>;
  generateRefreshToken?(client: ModelClient, user: object, scope: ModelScope): Promise<unknown>;
  validateScope?(user: object, client: ModelClient, scope: ModelScope): Promise<unknown>;
  revokeToken?(token: ModelToken): Promise<unknown>;
}
