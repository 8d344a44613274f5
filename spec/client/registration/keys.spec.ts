import { describe, expect, it } from '@jest/globals';
import { clientKey, rsaClientKey } from '../../support/client-keys.js';
import { rsaKey } from '../../support/new-keys.js';
import { expectUnregistered, pollClient, registered } from '../../support/signed-registration.js';

const PUBLIC = 'jwks is a set of public keys.';
const REQUIRED = 'jwks or jwks_uri is required.';
const { jwk, privateKey } = clientKey('ES256');
const jwks = { keys: [jwk] };
const jwks_uri = 'https://client.example.com/jwks';
const rsa = rsaKey().export({ format: 'jwk' });

describe('the keys that a client registers', () => {
  it.each<[string, object]>([
    ['by value', { jwks }],
    ['by reference', { jwks_uri }],
    ['by reference, with a port and a query', { jwks_uri: 'https://client.example.com:8443/jwks?v=1' }],
    ['of several kinds', { jwks: { keys: [jwk, clientKey('PS256').jwk, clientKey('EdDSA').jwk] } }],
    ['a hundred', { jwks: { keys: Array.from({ length: 100 }, () => jwk) } }],
  ])('are taken: %s', (_name, keys) => {
    const signing = { token_endpoint_auth_method: 'private_key_jwt', ...keys };
    expect(registered(signing)).toMatchObject(signing);
  });

  it.each<[string, unknown]>([
    ['a private key', { keys: [privateKey.export({ format: 'jwk' })] }],
    ['a private key among public ones', { keys: [jwk, privateKey.export({ format: 'jwk' })] }],
    ['a private RSA key', { keys: [rsa] }],
    ['a private member that is empty', { keys: [{ ...jwk, d: null }] }],
    ['a shared secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }],
    ['a shared secret without its value', { keys: [{ kty: 'oct' }] }],
    ['a key of an unknown kind', { keys: [{ kty: 'AKP' }] }],
    ['a key of no kind', { keys: [{}] }],
    ['a key whose kind is a list', { keys: [{ ...jwk, kty: ['EC'] }] }],
    [
      'a key whose member is deep',
      { keys: [{ ...jwk, use: JSON.parse('['.repeat(900) + ']'.repeat(900)) }] },
    ],
    ['a key whose member is endless', { keys: [{ ...jwk, kid: 'k'.repeat(20_000) }] }],
    ['an RSA key of 1,024 bits', { keys: [rsaClientKey('PS256', 1024).jwk] }],
    ['null for a key', { keys: [null] }],
    ['text for a key', { keys: ['key'] }],
    ['no keys', { keys: [] }],
    ['more than a hundred', { keys: Array.from({ length: 101 }, () => jwk) }],
    ['ten thousand', { keys: Array.from({ length: 10_000 }, () => jwk) }],
    ['a list', [jwk]],
    ['text of a key set', JSON.stringify(jwks)],
    ['keys that are an object', { keys: { 0: jwk, length: 1 } }],
    ['nothing', {}],
    ['null', null],
    ['true', true],
  ])('are refused: %s', (_name, given) => {
    expectUnregistered({ ...pollClient, jwks: given }, PUBLIC);
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    'are refused with the private member %s',
    (name) => {
      expectUnregistered({ ...pollClient, jwks: { keys: [{ ...jwk, [name]: 'AQAB' }] } }, PUBLIC);
    },
  );

  it.each(['http://client.example.com/jwks', 'https://u@client.example/', 'https://client.example/#k'])(
    'are refused where they are at no plain https URL: %s',
    (uri) => {
      expectUnregistered({ ...pollClient, jwks_uri: uri }, 'jwks_uri is an https URL.');
    },
  );

  it.each(['', 'jwks', '//client.example/jwks', 'data:,{}', 'file:///etc/jwks'])(
    'are refused where they are at no URL: %j',
    (uri) => {
      expectUnregistered({ ...pollClient, jwks_uri: uri }, 'jwks_uri is an https URL.');
    },
  );

  it.each<[string, object]>([
    ['private_key_jwt', { token_endpoint_auth_method: 'private_key_jwt' }],
    ['self_signed_tls_client_auth', { token_endpoint_auth_method: 'self_signed_tls_client_auth' }],
    ['signed requests', { backchannel_authentication_request_signing_alg: 'ES256' }],
  ])('are required for %s', (_name, metadata) => {
    const options = { adapter: { getCertificate: () => undefined } };
    expectUnregistered({ ...pollClient, ...metadata }, REQUIRED, options);
    for (const keys of [{ jwks }, { jwks_uri }])
      expect(registered({ ...metadata, ...keys }, options)).toMatchObject({ ...metadata, ...keys });
  });

  it('come back without what is no part of a public key', () => {
    const given = { ...jwk, x5c: ['MIIB'], x5u: 'https://client.example.com/cert', note: 'internal' };
    expect(registered({ jwks: { keys: [given], issuer: 'x' } }).jwks).toEqual({ keys: [jwk] });
  });

  it('are not required for anything else', () => {
    for (const token_endpoint_auth_method of ['client_secret_basic', 'client_secret_post'])
      expect(registered({ token_endpoint_auth_method })).not.toHaveProperty('jwks');
  });
});
