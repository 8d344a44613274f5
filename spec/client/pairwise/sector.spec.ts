import { describe, expect, it } from '@jest/globals';
import { provesSector, type SectorMetadata, sectorOf } from '../../../lib/client/pairwise/sector.js';

const jwks_uri = 'https://keys.example.com/jwks';
const CALLBACK = 'backchannel_client_notification_endpoint';
const endpoint = 'https://push.example.com/cb';
const sector_identifier_uri = 'https://sector.example.com/urls.json';

const pairwise: SectorMetadata = { subject_type: 'pairwise', token_endpoint_auth_method: 'private_key_jwt' };
const pulling = (['poll', 'ping'] as const).map((mode) => [mode, { ...pairwise, jwks_uri }] as const);
const pushed: SectorMetadata = {
  ...pairwise,
  backchannel_token_delivery_mode: 'push',
  [CALLBACK]: endpoint,
};

describe('the sector', () => {
  it.each(pulling)('of a client that is told by %s is the host of its jwks_uri', (mode, client) => {
    const told = { ...client, backchannel_token_delivery_mode: mode, [CALLBACK]: endpoint };
    expect(sectorOf(told)).toBe('keys.example.com');
  });

  it('of a client that registered no mode is that of one that polls', () => {
    expect(sectorOf({ ...pairwise, jwks_uri, [CALLBACK]: endpoint })).toBe('keys.example.com');
  });

  it('of a client that is pushed to is the host of its notification endpoint', () => {
    expect(sectorOf({ ...pushed, jwks_uri })).toBe('push.example.com');
  });

  it('is the host of sector_identifier_uri where there is one', () => {
    expect(sectorOf({ ...pairwise, jwks_uri, sector_identifier_uri })).toBe('sector.example.com');
    expect(sectorOf({ ...pushed, sector_identifier_uri })).toBe('sector.example.com');
  });

  it.each([
    ['https://keys.example.com:8443/jwks', 'keys.example.com'],
    ['https://KEYS.Example.com/jwks', 'keys.example.com'],
    ['https://keys.example.com/other?x=1', 'keys.example.com'],
    ['https://bücher.example/jwks', 'xn--bcher-kva.example'],
    ['https://192.0.2.7:444/jwks', '192.0.2.7'],
  ])('of %s is %s', (uri, host) => {
    expect(sectorOf({ ...pairwise, jwks_uri: uri })).toBe(host);
  });

  it.each<[string, SectorMetadata]>([
    ['a public client', { jwks_uri, token_endpoint_auth_method: 'private_key_jwt', subject_type: 'public' }],
    ['a client that registered no type', { jwks_uri, token_endpoint_auth_method: 'private_key_jwt' }],
    ['a client without a URL of its own', { ...pairwise, sector_identifier_uri }],
    [
      'a client that is pushed to nowhere',
      { ...pairwise, jwks_uri, backchannel_token_delivery_mode: 'push' },
    ],
    ['a client whose URL is none', { ...pairwise, jwks_uri: 'jwks' }],
    ['a client whose URL has no host', { ...pairwise, jwks_uri: 'data:application/json,{}' }],
    [
      'a client that a database gave nulls',
      { ...pairwise, jwks_uri: null, sector_identifier_uri: null } as never,
    ],
  ])('of %s is none', (_who, client) => {
    expect([sectorOf(client), provesSector(client)]).toEqual([undefined, false]);
  });
});

describe('a sector', () => {
  const bySecret = { ...pairwise, jwks_uri, token_endpoint_auth_method: 'client_secret_basic' };

  it.each(['private_key_jwt', 'self_signed_tls_client_auth'])('is proven by %s', (method) => {
    expect(provesSector({ ...bySecret, token_endpoint_auth_method: method })).toBe(true);
  });

  it('is proven by signed requests', () => {
    expect(provesSector({ ...bySecret, backchannel_authentication_request_signing_alg: 'ES256' })).toBe(true);
  });

  it.each(['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'tls_client_auth', undefined])(
    'is not proven by %s',
    (method) => {
      const client = { ...bySecret, token_endpoint_auth_method: method, sector_identifier_uri };
      expect(provesSector(client)).toBe(false);
    },
  );

  it('is proven by being pushed to, however the client authenticates', () => {
    expect(provesSector({ ...pushed, token_endpoint_auth_method: 'client_secret_basic' })).toBe(true);
  });
});
