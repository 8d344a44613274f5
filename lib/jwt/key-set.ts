import type { webcrypto } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import type { Jwk } from './signing-keys.js';

/** Keys that somebody signs with, ready to verify by; each is imported once. */
export interface KeySet {
  readonly keys: readonly Jwk[];
  /** The key for a JWS header, as jose asks for it; in no type of jose, which a CommonJS declaration cannot name. */
  readonly find: (header?: { readonly alg?: string; readonly kid?: string }) => Promise<webcrypto.CryptoKey>;
}

/** Most keys that one set may hold. */
export const MOST_KEYS = 100;

/** The members of a key that must stay with whoever signs. RFC 7518 §6, RFC 8037 §2. */
export const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** The public members of a key that verifies, all of them texts but the last. RFC 7517 §4, RFC 7518 §6. */
const PUBLIC = ['kty', 'kid', 'alg', 'use', 'crv', 'n', 'e', 'x', 'y', 'key_ops'];

/** Longest of these texts: the modulus of an RSA key of 8,192 bits has 1,366 characters. */
const LONGEST = 1366;

/** Longest public exponent: what is longer makes a key that costs whoever verifies by it. */
const LONGEST_EXPONENT = 6;

const MOST_OPERATIONS = 10;

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
  const { key_ops: operations, ...members } = key as Jwk;
  if (!PUBLIC.every((name) => isShortText(members[name]))) return false;
  return isListOfOperations(operations) && isSoundRsa(key as Jwk);
}

/** RSA of at least 2048 bits (342 characters of base64url) and a common exponent. FAPI 1.0 Baseline §5.2.2. */
function isSoundRsa({ kty, n, e }: Jwk): boolean {
  return kty !== 'RSA' || (String(n ?? '').length >= 342 && String(e ?? '').length <= LONGEST_EXPONENT);
}

function isShortText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= LONGEST);
}

function isListOfOperations(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.length <= MOST_OPERATIONS && value.every(isShortText);
}

function publicHalf(key: Jwk): Jwk {
  const members = PUBLIC.filter((name) => key[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, key[name]]));
}
