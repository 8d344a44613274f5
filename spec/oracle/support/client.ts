import { randomUUID } from 'node:crypto';
import { basic, type Fields } from '../../support/http-requests.js';
import { type Claims, jwt } from './jwt.js';
import type { ClientKey } from './keys.js';
import type { Party, SigningParty } from './parties.js';

/** What is to be otherwise about a JWT than it should be. */
export interface JwtWish {
  readonly header?: Claims;
  readonly claims?: Claims | ((issuer: string) => Claims);
  readonly key?: ClientKey['privateKey'] | string;
  /** What becomes of it once it is signed. */
  readonly garble?: (text: string) => string;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds since the epoch. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** How a client shows who it is. */
export interface Credentials {
  readonly fields?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The credentials of a client, by the method it has registered. */
export function credentialsOf(party: Party, issuer: string): Credentials {
  const { client_id, client_secret, token_endpoint_auth_method: method } = party.metadata;
  if (method === 'private_key_jwt') return { fields: assertionFields(party as SigningParty, issuer) };
  if (method === 'client_secret_post') return { fields: { client_id, client_secret } };
  const halves = [client_id, client_secret ?? ''].map(encodeURIComponent);
  return { headers: basic(halves.join(':')) };
}

/** An assertion, and what goes with it. RFC 7523 §2.2. */
export function assertionFields(party: SigningParty, issuer: string, wish: JwtWish = {}): Fields {
  const { client_id } = party.metadata;
  const claims = { iss: client_id, sub: client_id, aud: issuer, ...dated(60), ...claimsOf(wish, issuer) };
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: signed(party, claims, wish) };
}

/** A signed authentication request of a client for alice. CIBA Core 1.0 §7.1.1. */
export function requestObject(party: SigningParty, issuer: string, wish: JwtWish = {}): string {
  const registered = { iss: party.metadata.client_id, aud: issuer, nbf: now(), ...dated(60) };
  const claims = { scope: 'openid', login_hint: 'alice', ...registered, ...claimsOf(wish, issuer) };
  return signed(party, claims, wish);
}

function dated(seconds: number): Claims {
  return { iat: now(), exp: now() + seconds, jti: randomUUID() };
}

function claimsOf({ claims = {} }: JwtWish, issuer: string): Claims {
  return typeof claims === 'function' ? claims(issuer) : claims;
}

function signed({ key: own }: SigningParty, claims: Claims, wish: JwtWish): string {
  const { header, key = own.privateKey, garble = (text) => text } = wish;
  return garble(jwt({ header: { alg: own.alg, kid: own.kid, ...header }, claims, key }));
}
