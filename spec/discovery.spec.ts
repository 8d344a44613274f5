import { CIBA_GRANT, signingKey, testHost } from './support/host.js';
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

const own = {
  issuer: 'https://as.example.com',
  token_endpoint: 'https://as.example.com/token',
  grant_types_supported: [CIBA_GRANT],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  id_token_signing_alg_values_supported: ['ES256'],
  subject_types_supported: ['public'],
  backchannel_authentication_endpoint: 'https://as.example.com/bc-authorize',
  backchannel_token_delivery_modes_supported: ['poll'],
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
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['pairwise'],
      backchannel_token_delivery_modes_supported: ['ping'],
      backchannel_logout_supported: true,
      scopes_supported: ['openid'],
    };
    expect(testHost().ciba.metadata(host)).toEqual({
      ...host,
      grant_types_supported: ['authorization_code', CIBA_GRANT],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      subject_types_supported: ['pairwise', 'public'],
      backchannel_authentication_endpoint: own.backchannel_authentication_endpoint,
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
