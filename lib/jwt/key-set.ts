import { createLocalJWKSet } from 'jose';
import type { Jwk } from './signing-keys.js';

/** Keys that somebody signs with, ready to verify by; each is imported once. */
export interface KeySet {
  readonly keys: readonly Jwk[];
  /** The key for a JWS header, in the form that jose asks for. */
  readonly find: ReturnType<typeof createLocalJWKSet>;
}

/** Most keys that one set may hold. */
export const MOST_KEYS = 100;

/** The members of a key that must stay with whoever signs. RFC 7518 §6, RFC 8037 §2. */
export const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** The public members of a key that verifies, all of them texts but the last. RFC 7517 §4, RFC 7518 §6. */
const PUBLIC = ['kty', 'kid', 'alg', 'use', 'crv', 'n', 'e', 'x', 'y', 'key_ops'];

/** Longest of these texts: the modulus of an RSA key of 16,384 bits has 2,731 characters. */
const LONGEST = 4096;

/**
 * The public keys of a JWK Set; undefined where it is none, or larger than anybody needs. RFC 7517 §5.
 *
 * Shared secrets are left out, and so are private halves: what a client signs with is not ours to hold.
 */
export function publicKeys(jwks: unknown): readonly Jwk[] | undefined {
  const given: unknown = Object(jwks).keys;
  if (!Array.isArray(given) || given.length > MOST_KEYS) return undefined;
  return given.filter(isAsymmetricKey).map(publicHalf);
}

/** Makes a key set of public keys. */
export function keySet(keys: readonly Jwk[]): KeySet {
  return { keys, find: createLocalJWKSet({ keys: keys as never }) };
}

/** Whether something is a JWK of a kind that has a public half, of members that could be one's. */
export function isAsymmetricKey(key: unknown): key is Jwk {
  if (typeof key !== 'object' || key === null || !['EC', 'OKP', 'RSA'].includes((key as Jwk).kty ?? ''))
    return false;
  return PUBLIC.every((name) => isMember((key as Jwk)[name]));
}

function isMember(value: unknown): boolean {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.every((text) => text === undefined || (typeof text === 'string' && text.length <= LONGEST));
}

function publicHalf(key: Jwk): Jwk {
  const members = PUBLIC.filter((name) => key[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, key[name]]));
}
