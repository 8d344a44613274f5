import { createPrivateKey, createPublicKey, hash, KeyObject, type webcrypto } from 'node:crypto';
import { types } from 'node:util';
import { ConfigurationError } from '../errors.js';
import { readAnew } from './read-anew.js';

/** A JSON Web Key. RFC 7517; private members included where a key signs. */
export interface Jwk {
  /** Key type: `EC`, `OKP` or `RSA`. */
  readonly kty?: string;
  /** Its name in the headers of JWTs. */
  readonly kid?: string;
  /** What it signs with. */
  readonly alg?: string;
  /** `sig` where it signs. */
  readonly use?: string;
  /** The curve of an `EC` or `OKP` key. */
  readonly crv?: string;
  readonly [member: string]: unknown;
}

/** The JWS algorithms ID tokens can be signed with. */
export type SigningAlg = 'ES256' | 'EdDSA' | 'PS256' | 'RS256';

/** A private key ready to sign with. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlg;
  readonly key: KeyObject;
  /** The public half, as it is published. */
  readonly publicJwk: Jwk;
}

const RSA_MINIMUM_BITS = 2048;

const SIGNING_ALGS: readonly string[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Reads the signing keys, in order; each has a `kid` of its own, or clients could not tell them apart. */
export function signingKeys(
  given: readonly unknown[],
  algs: readonly string[] = SIGNING_ALGS,
): readonly SigningKey[] {
  if (!Array.isArray(given)) {
    throw new ConfigurationError('ERR_CIBA_SIGNING_KEY', 'idToken.keys is an array of private keys');
  }
  const keys = given.map((key) => signingKey(key, algs));
  if (new Set(keys.map(({ kid }) => kid)).size === keys.length) return keys;
  throw new ConfigurationError('ERR_CIBA_SIGNING_KEY', 'two keys in idToken.keys have the same kid');
}

/** Reads a signing key for one of the algorithms: a private JWK, `KeyObject` or `CryptoKey`. Refuses what cannot sign at start-up. */
export function signingKey(given: unknown, algs: readonly string[] = SIGNING_ALGS): SigningKey {
  const { key, alg, kid } = readPrivateKey(given);
  const chosen = algorithmFor(key, alg, algs);
  const { kty, crv, n, e, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const material = { kty, ...(crv && { crv }), ...(n && { n, e }), ...(x && { x }), ...(y && { y }) } as Jwk;
  const name = kid ?? thumbprint(material);
  return { kid: name, alg: chosen, key, publicJwk: { ...material, kid: name, alg: chosen, use: 'sig' } };
}

interface PrivateKey {
  readonly key: KeyObject;
  readonly alg?: string | undefined;
  readonly kid?: string | undefined;
}

function readPrivateKey(given: unknown): PrivateKey {
  if (types.isKeyObject(given) && given.type === 'private') return { key: readAnew(given) };
  if (types.isCryptoKey(given) && given.type === 'private') return fromCryptoKey(given);
  try {
    const { alg, kid } = given as Jwk;
    return { key: createPrivateKey({ key: given as object, format: 'jwk' } as never), alg, kid };
  } catch {
    throw new ConfigurationError('ERR_CIBA_SIGNING_KEY', `idToken.keys holds ${whatIsWrong(given)}`);
  }
}

function fromCryptoKey(given: webcrypto.CryptoKey): PrivateKey {
  const key = readAnew(KeyObject.from(given));
  return given.algorithm.name === 'RSA-PSS' ? { key, alg: 'PS256' } : { key };
}

function whatIsWrong(given: unknown): string {
  if (typeof given === 'string') return 'text: read PEM with createPrivateKey of node:crypto';
  const { type, kty, d } = Object(given) as { type?: string; kty?: string; d?: string };
  if (type === 'public' || (kty !== undefined && d === undefined)) return 'a key that is not private';
  return 'something that is no private JWK, KeyObject or CryptoKey';
}

function algorithmFor(key: KeyObject, asked: string | undefined, algs: readonly string[]): SigningAlg {
  const usable = algorithmsOf(key).filter((alg) => algs.includes(alg));
  const chosen = asked ?? usable[0];
  const found = usable.find((alg) => alg === chosen);
  if (found === undefined) {
    throw new ConfigurationError(
      'ERR_CIBA_SIGNING_ALG',
      `a key in idToken.keys does not fit ${algs.join(', ')}`,
    );
  }
  return found;
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly SigningAlg[] {
  if (asymmetricKeyType === 'ed25519') return ['EdDSA'];
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return ['ES256'];
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return asymmetricKeyType === 'rsa' && bits >= RSA_MINIMUM_BITS ? ['RS256', 'PS256'] : [];
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint({ crv, e, kty, n, x, y }: Jwk): string {
  return hash('sha256', JSON.stringify({ crv, e, kty, n, x, y }), 'base64url');
}
