import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { ConfigurationError } from '../../lib/errors.js';
import { signingKey } from '../../lib/jwt/signing-keys.js';
import { ecKey, edKey, rsaKey } from '../support/new-keys.js';

const jwkOf = (key: KeyObject): Record<string, unknown> => ({ ...key.export({ format: 'jwk' }) });
const ec = ecKey();
const ed = edKey();
const rsa = rsaKey();

describe('a signing key', () => {
  it.each([
    ['ES256', 'P-256', jwkOf(ec)],
    ['EdDSA', 'Ed25519', jwkOf(ed)],
    ['RS256', 'RSA', jwkOf(rsa)],
    ['PS256', 'RSA', { ...jwkOf(rsa), alg: 'PS256' }],
    ['RS256', 'RSA', { ...jwkOf(rsa), alg: 'RS256' }],
    ['ES256', 'a KeyObject', ec],
    ['EdDSA', 'a KeyObject', ed],
    ['RS256', 'a KeyObject', rsa],
  ])('of %s may be %s', async (alg, _form, given) => {
    const { publicJwk, ...key } = signingKey(given);
    expect(key.alg).toBe(alg);
    expect(key.key.type).toBe('private');
    expect(key.kid).toBe(await calculateJwkThumbprint(publicJwk as never));
  });

  it('is not the KeyObject that was given, which shares its lock with the job that made it', () => {
    const { key } = signingKey(ec);
    expect(key).not.toBe(ec);
    expect(key.equals(ec)).toBe(true);
  });

  it('keeps the kid it has', () => {
    expect(signingKey({ ...jwkOf(ec), kid: 'mine' }).kid).toBe('mine');
  });

  it.each([
    ['ES256', jwkOf(ec), ['kty', 'crv', 'x', 'y']],
    ['EdDSA', jwkOf(ed), ['kty', 'crv', 'x']],
    ['RS256', jwkOf(rsa), ['kty', 'n', 'e']],
  ])('of %s is published without its private members', (alg, jwk, members) => {
    const given = { ...jwk, kid: 'k', x5c: ['x'], note: 'internal', key_ops: ['sign'] };
    const material = Object.fromEntries(
      members.map((name) => [name, (jwk as Record<string, unknown>)[name]]),
    );
    expect(signingKey(given).publicJwk).toEqual({ ...material, kid: 'k', alg, use: 'sig' });
  });
});

describe('what cannot sign is refused at start-up', () => {
  const short = rsaKey(1024);
  const p384 = ecKey('P-384');
  const k1 = ecKey('secp256k1');
  const x25519 = generateKeyPairSync('x25519').privateKey;

  it.each<[string, unknown]>([
    ['a public JWK', jwkOf(createPublicKey(ec))],
    ['a public KeyObject', createPublicKey(ec)],
    ['a secret KeyObject', createSecretKey(Buffer.alloc(32))],
    ['a symmetric JWK', { kty: 'oct', k: 'AAAA' }],
    ['text', 'secret'],
    ['a PEM', ec.export({ type: 'pkcs8', format: 'pem' })],
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a JWK without material', { kty: 'EC', crv: 'P-256' }],
  ])('ERR_CIBA_SIGNING_KEY: %s', (_name, given) => {
    expect(codeOf(() => signingKey(given))).toBe('ERR_CIBA_SIGNING_KEY');
  });

  it.each<[string, string, unknown]>([
    ['text: read PEM with createPrivateKey of node:crypto', 'text', 'secret'],
    ['a key that is not private', 'a public JWK', jwkOf(createPublicKey(ec))],
    ['a key that is not private', 'a public KeyObject', createPublicKey(ec)],
    ['something that is no private JWK, KeyObject or CryptoKey', 'an empty object', {}],
    ['something that is no private JWK, KeyObject or CryptoKey', 'a broken JWK', { kty: 'EC', d: 'x' }],
    ['something that is no private JWK, KeyObject or CryptoKey', 'no more than a d', { d: 'x' }],
  ])('idToken.keys holds %s: %s', (what, _name, given) => {
    expect(() => signingKey(given)).toThrow(new Error(`idToken.keys holds ${what} (ERR_CIBA_SIGNING_KEY)`));
  });

  it('names the algorithms that a key might be for', () => {
    expect(() => signingKey(p384, ['PS256', 'ES256'])).toThrow(
      new Error('a key in idToken.keys does not fit PS256, ES256 (ERR_CIBA_SIGNING_ALG)'),
    );
    expect(signingKey(rsa, ['PS256']).alg).toBe('PS256');
  });

  it('ERR_CIBA_SIGNING_ALG: an RSA-PSS key, which RS256 must not sign by', () => {
    const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    expect(codeOf(() => signingKey(privateKey))).toBe('ERR_CIBA_SIGNING_ALG');
  });

  it.each<[string, unknown]>([
    ['a short RSA key', jwkOf(short)],
    ['P-384', jwkOf(p384)],
    ['secp256k1', jwkOf(k1)],
    ['X25519', jwkOf(x25519)],
    ['an EC key for RS256', { ...jwkOf(ec), alg: 'RS256' }],
    ['an RSA key for ES256', { ...jwkOf(rsa), alg: 'ES256' }],
    ['an RSA key for RS512', { ...jwkOf(rsa), alg: 'RS512' }],
    ['an RSA key for none', { ...jwkOf(rsa), alg: 'none' }],
    ['an RSA key for HS256', { ...jwkOf(rsa), alg: 'HS256' }],
    ['a KeyObject of P-384', p384],
  ])('ERR_CIBA_SIGNING_ALG: %s', (_name, given) => {
    expect(codeOf(() => signingKey(given))).toBe('ERR_CIBA_SIGNING_ALG');
  });
});

function codeOf(make: () => unknown): string | undefined {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).code;
  }
  return undefined;
}
