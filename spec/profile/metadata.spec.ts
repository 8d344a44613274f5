import { describe, expect, it } from '@jest/globals';
import { CIBA_GRANT, testHost } from '../support/host.js';

const METHODS = 'token_endpoint_auth_methods_supported';
const METHOD_ALGS = 'token_endpoint_auth_signing_alg_values_supported';
const BOUND = 'tls_client_certificate_bound_access_tokens';
const ALIASES = 'mtls_endpoint_aliases';
const KEY_BASED = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];
const mtlsEndpoints = {
  backchannelAuthentication: 'https://mtls.example.com/bc-authorize',
  token: 'https://mtls.example.com/token',
};
const aliases = {
  backchannel_authentication_endpoint: mtlsEndpoints.backchannelAuthentication,
  token_endpoint: mtlsEndpoints.token,
};

describe('metadata under the profile', () => {
  it('is complete, and offers nothing beyond it', () => {
    expect(testHost({ profile: 'fapi-ciba', mtlsEndpoints }).ciba.metadata()).toEqual({
      issuer: 'https://as.example.com',
      token_endpoint: 'https://as.example.com/token',
      grant_types_supported: [CIBA_GRANT],
      [METHODS]: KEY_BASED,
      [METHOD_ALGS]: ['PS256', 'ES256'],
      id_token_signing_alg_values_supported: ['ES256'],
      subject_types_supported: ['public'],
      backchannel_authentication_endpoint: 'https://as.example.com/bc-authorize',
      backchannel_token_delivery_modes_supported: ['poll'],
      backchannel_authentication_request_signing_alg_values_supported: ['PS256', 'ES256'],
      backchannel_user_code_parameter_supported: false,
      [BOUND]: true,
      [ALIASES]: aliases,
    });
  });

  it('lists the methods that are left', () => {
    const { ciba } = testHost({ profile: 'fapi-ciba', clientAuthMethods: ['tls_client_auth'] });
    expect(ciba.metadata()[METHODS]).toEqual(['tls_client_auth']);
    expect(ciba.metadata()).not.toHaveProperty(METHOD_ALGS);
  });
});

describe('metadata merged into a document with certificates', () => {
  it('has the host’s own aliases beside ours, and where both have one, the host’s', () => {
    const theirs = {
      token_endpoint: 'https://mtls.host.example/token',
      revocation_endpoint: 'https://x.example',
    };
    const host = { [ALIASES]: theirs };
    const merged = testHost({ mtlsEndpoints }).ciba.metadata(host);
    expect(merged[ALIASES]).toEqual({ ...aliases, ...theirs });
    expect(host).toEqual({ [ALIASES]: theirs });
  });

  it('keeps the host’s aliases where we have none', () => {
    const host = { [ALIASES]: { token_endpoint: 'https://mtls.host.example/token' } };
    expect(testHost().ciba.metadata(host)[ALIASES]).toEqual(host[ALIASES]);
  });

  it('unites the methods with the host’s', () => {
    const { ciba } = testHost({ profile: 'fapi-ciba' });
    const host = { [METHODS]: ['client_secret_basic', 'tls_client_auth'], [METHOD_ALGS]: ['ES512'] };
    const merged = ciba.metadata(host);
    expect(merged[METHODS]).toEqual([
      ...['client_secret_basic', 'tls_client_auth', 'private_key_jwt', 'self_signed_tls_client_auth'],
    ]);
    expect(merged[METHOD_ALGS]).toEqual(['ES512', 'PS256', 'ES256']);
  });

  it('says that tokens can be bound to certificates where ours can', () => {
    for (const theirs of [true, false, undefined])
      expect(testHost({ profile: 'fapi-ciba' }).ciba.metadata({ [BOUND]: theirs })[BOUND]).toBe(true);
    expect(testHost().ciba.metadata({ [BOUND]: true })[BOUND]).toBe(true);
  });

  it('cannot be changed from outside', () => {
    const { ciba } = testHost({ mtlsEndpoints });
    const first = ciba.metadata() as Record<string, string[]>;
    first[METHODS]?.push('none');
    Object.assign(first[ALIASES] ?? {}, { token_endpoint: 'https://attacker.example' });
    expect([ciba.metadata()[METHODS], ciba.metadata()[ALIASES]]).toEqual([
      ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', ...KEY_BASED],
      aliases,
    ]);
  });
});
