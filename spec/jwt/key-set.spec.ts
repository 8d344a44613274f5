import { isAsymmetricKey, keySet, publicKeys } from '../../lib/jwt/key-set.js';
import { clientKey } from '../support/client-keys.ts';
import { jwks } from '../support/http-keys.js';

const { jwk } = clientKey('ES256', 'mine');

const { jwk: rsa } = clientKey('PS256', 'rsa');

/** What is left of a key with other members. */
const publicKeyOf = (key: object, members: object) => publicKeys({ keys: [{ ...key, ...members }] });

describe('the public keys of a key set', () => {
  it.each(Object.entries(jwks))('of a private key of %s are its public members', (_alg, key) => {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...half } = key;
    expect(
      publicKeys({ keys: [{ ...key, oth: [], k: 'x', priv: 'x', x5c: ['x'], note: 'x' }] }),
    ).toStrictEqual([half]);
  });

  it('are copies', () => {
    const given = { ...jwk };
    const [copy] = publicKeys({ keys: [given] }) ?? [];
    (given as { kid: string }).kid = 'spoilt';
    expect(copy).toEqual(jwk);
  });

  it('leave out secrets, strangers and what is no key, and keep the order', () => {
    const others = [
      { kty: 'oct', k: 'AAAA' },
      { kty: 'AKP' },
      { kty: 'ec' },
      { kty: ['EC'] },
      {},
      null,
      'EC',
      5,
      [jwk],
    ];
    const second = clientKey('EdDSA').jwk;
    expect(publicKeys({ keys: [...others, jwk, ...others, second] })).toEqual([jwk, second]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a number', { x: 5 }],
    ['an object', { kid: { a: 1 } }],
    ['null', { alg: null }],
    ['deep lists', { key_ops: [['verify']] }],
    ['a list of operations with a number', { key_ops: ['verify', 5] }],
    ['a list of eleven operations', { key_ops: Array(11).fill('verify') }],
    ['one operation that is in no list', { key_ops: 'verify' }],
    ['a text of 1,367 characters', { n: 'x'.repeat(1367) }],
  ])('leave out a key with a member that is %s', (_name, member) => {
    expect(publicKeys({ keys: [{ ...jwk, ...member }] })).toEqual([]);
    expect(isAsymmetricKey({ ...jwk, ...member })).toBe(false);
  });

  it('have texts of up to 1,366 characters and up to ten operations', () => {
    const members = { kid: 'x'.repeat(1366), key_ops: Array(10).fill('verify') };
    expect(publicKeyOf(jwk, members)).toEqual([{ ...jwk, ...members }]);
  });

  it('are of RSA from 2,048 bits on, with an exponent of up to six characters', () => {
    for (const members of [{ n: 'x'.repeat(342) }, { e: 'x'.repeat(6) }])
      expect(publicKeyOf(rsa, members)).toEqual([{ ...rsa, ...members }]);
    for (const members of [{ n: 'x'.repeat(341) }, { n: undefined }, { e: 'x'.repeat(7) }])
      expect(publicKeyOf(rsa, members)).toEqual([]);
  });

  it('may be a hundred, and none more', () => {
    expect(publicKeys({ keys: Array(100).fill(jwk) })).toHaveLength(100);
    expect(publicKeys({ keys: Array(101).fill(jwk) })).toBeUndefined();
    expect(publicKeys({ keys: Array(10_000).fill(null) })).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    5,
    'keys',
    [jwk],
    {},
    { keys: null },
    { keys: 'EC' },
    { keys: { 0: jwk, length: 1 } },
  ])('are none of %j', (given) => {
    expect(publicKeys(given)).toBeUndefined();
  });
});

describe('a key set', () => {
  it('imports each key once', async () => {
    const { find } = keySet([jwk, clientKey('ES256', 'other').jwk]);
    const asked = { alg: 'ES256', kid: 'mine' };
    const found = await find(asked);
    expect(await find({ ...asked })).toBe(found);
    expect(await find({ alg: 'ES256', kid: 'other' })).not.toBe(found);
  });

  it('finds no key for an algorithm of secrets', async () => {
    await expect(keySet([jwk]).find({ alg: 'HS256', kid: 'mine' })).rejects.toThrow();
  });

  it('may be empty', async () => {
    await expect(keySet([]).find({ alg: 'ES256' })).rejects.toThrow();
  });
});
