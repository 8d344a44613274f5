import { describe, expect, it } from '@jest/globals';
import { clientKey } from '../../support/client-keys.js';
import { expectUnregistered, pollClient, registered } from '../../support/signed-registration.js';

const jwks = { keys: [clientKey('ES256').jwk] };
const REQUEST_ALG = 'backchannel_authentication_request_signing_alg';
const ASSERTION_ALG = 'token_endpoint_auth_signing_alg';
const MUST_SIGN = 'require_signed_request_object';

const offered = [
  ...['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519'],
];
const others = ['none', 'HS256', 'HS512', 'es256', 'ES256K', 'RSA1_5', ''];

describe.each([REQUEST_ALG, ASSERTION_ALG])('%s', (member) => {
  it.each(offered)('may be %s', (alg) => {
    const metadata = { [member]: alg, jwks, token_endpoint_auth_method: 'private_key_jwt' };
    expect(registered(metadata)).toMatchObject(metadata);
  });

  it.each(others)('may not be %j', (alg) => {
    expectUnregistered({ ...pollClient, jwks, [member]: alg }, `${member} is not offered.`);
  });

  it('may be left out, and is not made up', () => {
    expect(registered({ jwks, token_endpoint_auth_method: 'private_key_jwt' })).not.toHaveProperty(member);
  });
});

describe('require_signed_request_object', () => {
  it('goes with an algorithm', () => {
    const metadata = { [MUST_SIGN]: true, [REQUEST_ALG]: 'ES256', jwks };
    expect(registered(metadata)).toMatchObject(metadata);
  });

  it('does not go without one', () => {
    expectUnregistered({ ...pollClient, [MUST_SIGN]: true, jwks }, `${REQUEST_ALG} is required.`);
  });

  it('that is false demands nothing', () => {
    expect(registered({ [MUST_SIGN]: false })).toMatchObject({ [MUST_SIGN]: false });
  });

  it.each(['true', 'false', 1, 0, null, {}])('is true or false, and nothing else: %j', (must) => {
    const metadata = { ...pollClient, [MUST_SIGN]: must, [REQUEST_ALG]: 'ES256', jwks };
    expectUnregistered(metadata, 'require_signed_request_object is true or false.');
  });
});

describe('what discovery offers and what may be registered', () => {
  it('is the same', () => {
    const { backchannel_token_delivery_mode: _mode, ...rest } = registered({});
    expect(rest).toMatchObject({ token_endpoint_auth_method: 'client_secret_basic' });
    for (const method of ['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
      expect(registered({ token_endpoint_auth_method: method, jwks })).toMatchObject({ jwks });
    const options = { clientAuthMethods: ['private_key_jwt'] as const };
    expectUnregistered(pollClient, 'token_endpoint_auth_method is not offered.', options);
    expect(registered({ token_endpoint_auth_method: 'private_key_jwt', jwks }, options)).toMatchObject({
      token_endpoint_auth_method: 'private_key_jwt',
    });
  });

  it('is all that is built in where the host authenticates clients itself', () => {
    const options = { adapter: { authenticateClient: () => undefined } };
    for (const token_endpoint_auth_method of ['private_key_jwt', 'self_signed_tls_client_auth'])
      expect(registered({ token_endpoint_auth_method, jwks }, options)).toMatchObject({ jwks });
    expectUnregistered(
      { ...pollClient, token_endpoint_auth_method: 'none' },
      'token_endpoint_auth_method is not offered.',
      options,
    );
  });
});
