import { sign } from 'node:crypto';
import type { CibaClient } from '../../../lib/client/metadata.js';
import type { Jwk } from '../../../lib/jwt/signing-keys.js';
import {
  type AssertionWish,
  assertionOf,
  bearing,
  type SigningClient,
  signers,
  signingClient,
} from '../../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { clientKey, rsaClientKey } from '../../support/client-keys.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const [es256, ps256, eddsa] = signers as readonly [SigningClient, SigningClient, SigningClient];
const key = clientKey('ES256', 'mine');
const { kid: _kid, ...unnamed } = key.jwk;
const { alg: _alg, ...ofAnyAlg } = key.jwk;
const other = clientKey('ES256', 'other').jwk;
const weak = rsaClientKey('PS256', 1024);
const withKeys = (...keys: readonly unknown[]): SigningClient =>
  signingClient('c', key, { jwks: { keys: keys as readonly Jwk[] } });

describe.each(endpoints)('the keys of an assertion at the $endpoint endpoint', (at) => {
  const refused = async (
    client: SigningClient,
    wish: AssertionWish | string,
    reason: 'algorithm' | 'signature' | 'unknown_key',
  ): Promise<void> => {
    const host = watchedHost({ clients: [client] });
    const assertion = typeof wish === 'string' ? wish : assertionOf(client, wish);
    expectUnproven(host, await at.send(host, bearing(assertion)), at, {
      reason,
      client_id: client.client_id,
    });
  };

  it.each<[string, SigningClient, AssertionWish['header']]>([
    ['among several', withKeys(other, key.jwk, ps256.key.jwk), {}],
    [
      'without a kid in the header, one of several',
      withKeys(other, key.jwk, ps256.key.jwk),
      { kid: undefined },
    ],
    ['without a kid in the header, the only one', withKeys(key.jwk), { kid: undefined }],
    ['without a kid in either place', withKeys(unnamed), { kid: undefined }],
    ['without an alg', withKeys(ofAnyAlg), {}],
    ['for signatures', withKeys({ ...key.jwk, use: 'sig', key_ops: ['verify'] }), {}],
    ['with members that nobody knows', withKeys({ ...key.jwk, ext: 'x', x5c: ['x'], note: { a: 1 } }), {}],
    [
      'with its private half, which is dropped',
      withKeys(key.privateKey.export({ format: 'jwk' })),
      { kid: undefined },
    ],
    ['beside a secret of the same kid', withKeys({ kty: 'oct', k: 'AAAA', kid: 'mine' }, key.jwk), {}],
    ['under the kid of another key too', withKeys({ ...other, kid: 'mine' }, key.jwk), {}],
    [
      'beside things that are no keys',
      withKeys(null, 'key', 5, {}, [], { kty: 5 }, { kty: 'EC' }, key.jwk),
      {},
    ],
    [
      'without a kid in the header, beside keys that cannot be imported',
      withKeys({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, { kty: 'EC', crv: 'P-256' }, key.jwk),
      { kid: undefined },
    ],
  ])('takes a key %s', async (_name, client, header = {}) => {
    const host = watchedHost({ clients: [client] });
    expectPassed(await at.send(host, bearing(assertionOf(client, { header }))), at);
  });

  it('takes a key without a kid in the header, beside a weaker one that fits as well', async () => {
    const strong = rsaClientKey('PS256', 2048);
    const client = signingClient('c', strong, { jwks: { keys: [weak.jwk, strong.jwk] } });
    const host = watchedHost({ clients: [client] });
    expectPassed(await at.send(host, bearing(assertionOf(client, { header: { kid: undefined } }))), at);
  });

  it.each<[string, SigningClient, AssertionWish['header']]>([
    ['an unknown kid', withKeys(key.jwk), { kid: 'unknown' }],
    ['a kid in another case', withKeys(key.jwk), { kid: 'MINE' }],
    ['an empty kid', withKeys(key.jwk), { kid: '' }],
    ['a kid that is no text', withKeys(key.jwk), { kid: 5 }],
    ['a kid that looks into an object', withKeys(key.jwk), { kid: '__proto__' }],
    ['a key for encryption', withKeys({ ...key.jwk, use: 'enc' }), {}],
    ['a key that may not verify', withKeys({ ...key.jwk, key_ops: ['encrypt'] }), {}],
    ['a key of another algorithm', withKeys({ ...key.jwk, alg: 'ES384' }), {}],
    ['no keys', withKeys(), {}],
  ])('refuses %s', (_name, client, header = {}) => refused(client, { header }, 'unknown_key'));

  it.each<[string, Partial<CibaClient>]>([
    ['no key set', { jwks: undefined }],
    ['a key set that is text', { jwks: JSON.stringify({ keys: [key.jwk] }) as never }],
    ['a key set that is an array', { jwks: [key.jwk] as never }],
    ['a key set without keys', { jwks: {} as never }],
    ['a key set by value and by reference', { jwks_uri: 'https://c.example.com/jwks' }],
    ['a key set of 101 keys', { jwks: { keys: Array(101).fill(key.jwk) } }],
    ['a key set of 10,000 keys', { jwks: { keys: Array(10_000).fill(key.jwk) } }],
    ['a secret alone', { jwks: { keys: [{ kty: 'oct', k: 'AAAA', kid: 'mine' }] } }],
  ])('refuses a client with %s', (_name, changes) =>
    refused(signingClient('c', key, changes), {}, 'unknown_key'),
  );

  it('refuses an RSA key of 1,024 bits', () => refused(signingClient('weak', weak), {}, 'unknown_key'));

  it.each(['RS256', 'PS384'])('refuses %s by a key that is registered for PS256', (alg) =>
    refused(ps256, { key: { ...ps256.key, alg } }, 'unknown_key'),
  );

  it('refuses Ed448, which is not offered', () => refused(eddsa, { header: { alg: 'Ed448' } }, 'algorithm'));

  it('refuses a signature of ECDSA in DER', () => {
    const [header, payload] = assertionOf(es256).split('.');
    const signature = sign('sha256', Buffer.from(`${header}.${payload}`), es256.key.privateKey);
    return refused(es256, `${header}.${payload}.${signature.toString('base64url')}`, 'signature');
  });
});
