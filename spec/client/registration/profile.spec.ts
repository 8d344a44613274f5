import { describe, expect, it } from '@jest/globals';
import { clientKey } from '../../support/client-keys.js';
import { expectUnregistered, pollClient, registered } from '../../support/signed-registration.js';

const profile = { profile: 'fapi-ciba' } as const;
const METHOD = 'token_endpoint_auth_method';
const REQUEST_ALG = 'backchannel_authentication_request_signing_alg';
const ASSERTION_ALG = 'token_endpoint_auth_signing_alg';
const BOUND = 'tls_client_certificate_bound_access_tokens';
const jwks = { keys: [clientKey('ES256').jwk] };
const fapi = { [METHOD]: 'private_key_jwt', [REQUEST_ALG]: 'ES256', jwks };

describe('registration under the profile', () => {
  it('completes a client by what the profile decides', () => {
    expect(registered(fapi, profile)).toEqual({
      ...pollClient,
      ...fapi,
      response_types: [],
      backchannel_user_code_parameter: false,
      [BOUND]: true,
    });
  });

  it.each([true, false])('binds the tokens of every client, also where it says %s', (bound) => {
    expect(registered({ ...fapi, [BOUND]: bound }, profile)).toHaveProperty(BOUND, true);
  });

  it.each(['client_secret_basic', 'client_secret_post', 'none', undefined])(
    'takes no client that authenticates by %s',
    (method) => {
      const description = 'token_endpoint_auth_method is not offered.';
      expectUnregistered({ ...pollClient, ...fapi, [METHOD]: method }, description, profile);
    },
  );

  it.each<[string, object]>([
    ['private_key_jwt', {}],
    ['tls_client_auth', { tls_client_auth_subject_dn: 'CN=client1' }],
    ['self_signed_tls_client_auth', {}],
  ])('takes a client that authenticates by %s', (method, more) => {
    const metadata = { ...fapi, ...more, [METHOD]: method };
    expect(registered(metadata, profile)).toMatchObject(metadata);
  });

  it('takes no client that does not sign its requests', () => {
    const description = 'backchannel_authentication_request_signing_alg is required.';
    for (const must of [undefined, false, true]) {
      const metadata = { ...fapi, [REQUEST_ALG]: undefined, require_signed_request_object: must };
      expectUnregistered({ ...pollClient, ...metadata }, description, profile);
    }
  });

  it.each(['RS256', 'PS384', 'PS512', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'none', 'HS256'])(
    'takes no client that signs by %s',
    (alg) => {
      for (const member of [REQUEST_ALG, ASSERTION_ALG]) {
        const metadata = { ...pollClient, ...fapi, [member]: alg };
        expectUnregistered(metadata, `${member} is not offered.`, profile);
      }
    },
  );

  it.each(['PS256', 'ES256'])('takes a client that signs by %s', (alg) => {
    const metadata = { ...fapi, [REQUEST_ALG]: alg, [ASSERTION_ALG]: alg };
    expect(registered(metadata, profile)).toMatchObject(metadata);
  });

  it('takes no client that is pushed to', () => {
    const metadata = { ...pollClient, ...fapi, backchannel_token_delivery_mode: 'push' };
    const description = 'backchannel_token_delivery_mode is required, and one that is offered.';
    expectUnregistered(metadata, description, profile);
  });

  it('takes ID tokens by the algorithms of its own keys alone', () => {
    const alg = 'id_token_signed_response_alg';
    expect(registered({ ...fapi, [alg]: 'ES256' }, profile)).toMatchObject({ [alg]: 'ES256' });
    const metadata = { ...pollClient, ...fapi, [alg]: 'RS256' };
    expectUnregistered(metadata, 'id_token_signed_response_alg is not offered.', profile);
  });
});
