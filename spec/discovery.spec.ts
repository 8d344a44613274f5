import { describe, expect, it } from '@jest/globals';
import type { DiscoveryDocument } from '../lib/discovery.js';
import { CIBA_GRANT, signingKey, type TestHostOptions, testHost } from './support/host.js';
import { jwks } from './support/http-keys.js';

const publicKey = {
  kty: 'EC',
  crv: 'P-256',
  x: signingKey.x,
  y: signingKey.y,
  kid: 'k1',
  alg: 'ES256',
  use: 'sig',
};

/** What clients may sign with. */
const ALGS = [
  ...['ES256', 'PS256', 'EdDSA', 'Ed25519', 'RS256', 'ES384', 'ES512', 'PS384', 'PS512', 'RS384', 'RS512'],
];
const HMAC_ALGS = ['HS256', 'HS384', 'HS512'];

const own = {
  issuer: 'https://as.example.com',
  token_endpoint: 'https://as.example.com/token',
  grant_types_supported: [CIBA_GRANT],
  token_endpoint_auth_methods_supported: [
    ...['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
  ],
  token_endpoint_auth_signing_alg_values_supported: [...ALGS, ...HMAC_ALGS],
  id_token_signing_alg_values_supported: ['ES256'],
  subject_types_supported: ['public'],
  backchannel_authentication_endpoint: 'https://as.example.com/bc-authorize',
  backchannel_token_delivery_modes_supported: ['poll'],
  backchannel_authentication_request_signing_alg_values_supported: ALGS,
  backchannel_user_code_parameter_supported: false,
};

describe('metadata', () => {
  it('has exactly the members of this package', () => {
    expect(testHost().ciba.metadata()).toEqual(own);
  });

  it('says that user codes are taken where the host verifies them', () => {
    const { ciba } = testHost({ adapter: { verifyUserCode: () => true } });
    expect(ciba.metadata().backchannel_user_code_parameter_supported).toBe(true);
  });

  it('says how users may give a number where clients can show one, and nothing of it elsewhere', () => {
    const { ciba } = testHost({ numberMatching: true });
    expect(ciba.metadata().backchannel_number_matching_supported).toEqual(['pick', 'type']);
    expect(testHost().ciba.metadata()).not.toHaveProperty('backchannel_number_matching_supported');
  });

  it('lists each algorithm of the keys once, and none without keys', () => {
    const all = Object.values(jwks);
    const { ciba } = testHost({ idToken: { keys: [...all, { ...jwks.ES256, kid: 'second' }] } });
    expect(ciba.metadata().id_token_signing_alg_values_supported).toEqual([
      'ES256',
      'EdDSA',
      'PS256',
      'RS256',
    ]);
    expect(testHost({ idToken: { keys: [] } }).ciba.metadata()).not.toHaveProperty(
      'id_token_signing_alg_values_supported',
    );
  });

  it('publishes the URLs of mountPath and endpoints', () => {
    const options = { mountPath: '/oauth', endpoints: { token: 'https://mtls.example.com/token' } };
    expect(testHost(options).ciba.metadata()).toMatchObject({
      backchannel_authentication_endpoint: 'https://as.example.com/oauth/bc-authorize',
      token_endpoint: 'https://mtls.example.com/token',
    });
  });

  it('unites arrays with the host’s and keeps what is the host’s own', () => {
    const host = {
      issuer: 'https://as.example.com',
      token_endpoint: 'https://as.example.com/oauth/token',
      authorization_endpoint: 'https://as.example.com/authorize',
      grant_types_supported: ['authorization_code', CIBA_GRANT],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_jwt', 'client_secret_basic'],
      token_endpoint_auth_signing_alg_values_supported: ['HS256', 'ES256'],
      backchannel_authentication_request_signing_alg_values_supported: ['none'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['pairwise'],
      backchannel_token_delivery_modes_supported: ['ping'],
      backchannel_logout_supported: true,
      scopes_supported: ['openid'],
    };
    expect(testHost().ciba.metadata(host)).toEqual({
      ...host,
      grant_types_supported: ['authorization_code', CIBA_GRANT],
      token_endpoint_auth_methods_supported: [
        ...['private_key_jwt', 'client_secret_jwt', 'client_secret_basic', 'client_secret_post'],
      ],
      token_endpoint_auth_signing_alg_values_supported: ['HS256', ...ALGS, 'HS384', 'HS512'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      subject_types_supported: ['pairwise', 'public'],
      backchannel_authentication_endpoint: own.backchannel_authentication_endpoint,
      backchannel_authentication_request_signing_alg_values_supported: ALGS,
      backchannel_token_delivery_modes_supported: ['poll'],
      backchannel_user_code_parameter_supported: false,
    });
  });

  it('leaves the document it was given as it was', () => {
    const host = Object.freeze({ grant_types_supported: Object.freeze(['authorization_code']) });
    expect(testHost().ciba.metadata(host)).toEqual({
      ...own,
      grant_types_supported: ['authorization_code', CIBA_GRANT],
    });
    expect(host).toEqual({ grant_types_supported: ['authorization_code'] });
  });

  it('is the whole of its own where the host has nothing', () => {
    expect(testHost().ciba.metadata({})).toEqual(own);
  });
});

const TLS = ['tls_client_auth', 'self_signed_tls_client_auth'];
const SECRETS = ['client_secret_basic', 'client_secret_post'];
const ALL_METHODS = [...SECRETS, 'client_secret_jwt', 'private_key_jwt', ...TLS];
const METHODS = 'token_endpoint_auth_methods_supported';
const METHOD_ALGS = 'token_endpoint_auth_signing_alg_values_supported';
const BOUND = 'tls_client_certificate_bound_access_tokens';
const ALIASES = 'mtls_endpoint_aliases';
const getCertificate = () => undefined;
const mtlsEndpoints = {
  backchannelAuthentication: 'https://mtls.example.com/bc-authorize',
  token: 'https://mtls.example.com/token',
};
const aliases = {
  backchannel_authentication_endpoint: mtlsEndpoints.backchannelAuthentication,
  token_endpoint: mtlsEndpoints.token,
};

const metadataOf = (options: TestHostOptions): DiscoveryDocument => testHost(options).ciba.metadata();

describe('what metadata offers to clients', () => {
  it('lists the algorithms of signed requests', () => {
    const member = 'backchannel_authentication_request_signing_alg_values_supported';
    expect(metadataOf({})[member]).toEqual(ALGS);
    expect(metadataOf({ clientAuthMethods: ['client_secret_basic'] })[member]).toEqual(ALGS);
    expect(metadataOf({ profile: 'fapi-ciba' })[member]).toEqual(['PS256', 'ES256']);
    expect(ALGS).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(none|HS\d+)$/)]));
  });

  it('lists what clients may authenticate by and sign with', () => {
    const { [METHODS]: methods, [METHOD_ALGS]: algs } = metadataOf({});
    expect([methods, algs]).toEqual([
      [...SECRETS, 'client_secret_jwt', 'private_key_jwt'],
      [...ALGS, ...HMAC_ALGS],
    ]);
    expect(Object.keys(metadataOf({})).filter((name) => /^backchannel.*_auth_/.test(name))).toEqual([]);
  });

  it.each<[string, TestHostOptions]>([
    ['getCertificate', { adapter: { getCertificate } }],
    ['an endpoint where certificates are asked for', { mtlsEndpoints: { token: mtlsEndpoints.token } }],
    [
      'a method by name that needs them',
      {
        clientAuthMethods: [...(ALL_METHODS as never[])],
      },
    ],
  ])('lists the methods by certificate where the host speaks of certificates: by %s', (_name, options) => {
    const { [METHODS]: methods, [BOUND]: bound } = metadataOf(options);
    expect({ methods, bound }).toEqual({ methods: ALL_METHODS, bound: true });
  });

  it.each<[object, string[], string[] | undefined]>([
    [{ clientAuthMethods: ['client_secret_post'] }, ['client_secret_post'], undefined],
    [{ clientAuthMethods: ['private_key_jwt'] }, ['private_key_jwt'], ALGS],
    [{ clientAuthMethods: ['client_secret_jwt'] }, ['client_secret_jwt'], HMAC_ALGS],
    [{ adapter: { verifyClientSecret: () => true } }, [...SECRETS, 'private_key_jwt'], ALGS],
    [
      { clientAuthMethods: ['client_secret_jwt'], adapter: { verifyClientSecret: () => true } },
      ['client_secret_jwt'],
      HMAC_ALGS,
    ],
    [{ clientAuthMethods: ['tls_client_auth'] }, ['tls_client_auth'], undefined],
    [{ clientAuthMethods: SECRETS, adapter: { getCertificate } }, SECRETS, undefined],
    [{ clientAuthMethods: SECRETS, mtlsEndpoints: {} }, SECRETS, undefined],
  ])('lists the methods that are on, and algorithms where assertions are: %j', (options, methods, algs) => {
    const own = metadataOf(options as TestHostOptions);
    expect({ methods: own[METHODS], algs: own[METHOD_ALGS] }).toEqual({ methods, algs });
  });

  it('says nothing of client authentication that is the host’s own', () => {
    const own = metadataOf({ adapter: { authenticateClient: () => undefined } });
    expect(own).not.toHaveProperty(METHODS);
    expect(own).not.toHaveProperty(METHOD_ALGS);
    expect(own).toHaveProperty('backchannel_authentication_request_signing_alg_values_supported', ALGS);
  });

  it.each<[string, TestHostOptions, boolean]>([
    ['by default', {}, false],
    ['by secrets alone', { clientAuthMethods: ['client_secret_basic'] }, false],
    ['without certificates at its endpoints', { mtlsEndpoints: {} }, false],
    ['with getCertificate', { adapter: { getCertificate } }, true],
    ['with mtlsEndpoints', { mtlsEndpoints }, true],
    ['under the profile', { profile: 'fapi-ciba' }, true],
  ])('says whether tokens can be bound to certificates: %s', (_name, options, bound) => {
    expect(metadataOf(options)[BOUND]).toBe(bound || undefined);
  });

  it('lists the algorithms of proofs where they are looked at', () => {
    const member = 'dpop_signing_alg_values_supported';
    for (const dpop of [true, {}, { nonceKey: Buffer.alloc(32) }])
      expect(metadataOf({ dpop })[member]).toEqual(ALGS);
    expect(metadataOf({ dpop: true, profile: 'fapi-ciba' })[member]).toEqual(['PS256', 'ES256']);
    for (const options of [{}, { dpop: false }]) expect(metadataOf(options)).not.toHaveProperty(member);
  });

  it('publishes mtlsEndpoints as aliases', () => {
    expect(metadataOf({ mtlsEndpoints })[ALIASES]).toEqual(aliases);
    expect(metadataOf({ mtlsEndpoints: { token: mtlsEndpoints.token } })[ALIASES]).toEqual({
      token_endpoint: mtlsEndpoints.token,
    });
    for (const none of [{}, { mtlsEndpoints: {} }, { adapter: { getCertificate } }])
      expect(metadataOf(none)).not.toHaveProperty(ALIASES);
    expect(metadataOf({ mtlsEndpoints })).toMatchObject({
      token_endpoint: own.token_endpoint,
      backchannel_authentication_endpoint: own.backchannel_authentication_endpoint,
    });
  });

  it.each<[string, TestHostOptions]>([
    ['nothing', {}],
    ['no keys', { idToken: { keys: [] } }],
    ['the profile', { profile: 'fapi-ciba', idToken: { keys: [] } }],
    ['one method', { clientAuthMethods: ['self_signed_tls_client_auth'] }],
    ['its own authentication', { adapter: { authenticateClient: () => undefined } }],
  ])('has no list and no object that is empty, with %s', (_name, options) => {
    const values = Object.values(metadataOf(options));
    expect(values).not.toContainEqual([]);
    expect(values).not.toContainEqual({});
    expect(values).not.toContain(undefined);
  });
});

describe('jwks', () => {
  it('has the public half of each key and nothing more', () => {
    expect(testHost().ciba.jwks()).toEqual({ keys: [publicKey] });
    expect(testHost({ idToken: { keys: [] } }).ciba.jwks()).toEqual({ keys: [] });
  });

  it('follows the host’s keys', () => {
    const theirs = { kty: 'RSA', kid: 'host', n: 'n', e: 'AQAB' };
    expect(testHost().ciba.jwks({ keys: [theirs] })).toEqual({ keys: [theirs, publicKey] });
  });

  it('does not repeat a key that the host publishes under the same kid', () => {
    const theirs = { ...publicKey, x5t: 'x' };
    expect(testHost().ciba.jwks({ keys: [theirs] })).toEqual({ keys: [theirs] });
  });

  it('holds no private member', () => {
    const { ciba } = testHost({ idToken: { keys: Object.values(jwks) } });
    for (const key of ciba.jwks().keys) {
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(member);
    }
  });
});
