import { CibaError } from '../../lib/errors.js';
import { CIBA_GRANT, testHost } from '../support/host.js';

const poll = { backchannel_token_delivery_mode: 'poll', grant_types: [CIBA_GRANT] };
const { ciba } = testHost({ adapter: { verifyUserCode: () => true } });

/** The refusal of such a registration. */
function refusal(metadata: unknown, judge: typeof ciba = ciba): CibaError | undefined {
  try {
    judge.validateClientMetadata(metadata);
    return undefined;
  } catch (error) {
    if (error instanceof CibaError) return error;
    throw error;
  }
}

describe('validateClientMetadata', () => {
  it('completes a poll client by the defaults of RFC 7591', () => {
    expect(ciba.validateClientMetadata(poll)).toEqual({
      backchannel_token_delivery_mode: 'poll',
      grant_types: [CIBA_GRANT],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      backchannel_user_code_parameter: false,
    });
  });

  it('gives a client of the code flow its response type', () => {
    const metadata = { ...poll, grant_types: [CIBA_GRANT, 'authorization_code'] };
    expect(ciba.validateClientMetadata(metadata).response_types).toEqual(['code']);
  });

  it('takes response_types: [] and no redirect_uris', () => {
    expect(refusal({ ...poll, response_types: [] })).toBeUndefined();
  });

  it('keeps what is registered and leaves out what is not client metadata', () => {
    const given = { ...poll, client_name: 'Till', scope: 'openid', token_endpoint: 'https://x', made_up: 1 };
    const { client_name, scope, token_endpoint, made_up } = ciba.validateClientMetadata(given);
    expect({ client_name, scope, token_endpoint, made_up }).toEqual({ client_name: 'Till', scope: 'openid' });
  });

  it('takes a poll client with a notification endpoint, a user code and a key set', () => {
    const more = {
      backchannel_client_notification_endpoint: 'https://client.example.com/cb',
      backchannel_user_code_parameter: true,
      jwks_uri: 'https://client.example.com/jwks',
      id_token_signed_response_alg: 'ES256',
      subject_type: 'public',
    };
    expect(ciba.validateClientMetadata({ ...poll, ...more })).toMatchObject(more);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [poll]],
    ['text', 'poll'],
    ['no delivery mode', { grant_types: [CIBA_GRANT] }],
    ['an unknown delivery mode', { ...poll, backchannel_token_delivery_mode: 'carrier-pigeon' }],
    ['a delivery mode that is not offered', { ...poll, backchannel_token_delivery_mode: 'ping' }],
    ['a delivery mode that is no text', { ...poll, backchannel_token_delivery_mode: ['poll'] }],
    ['no grant types', { backchannel_token_delivery_mode: 'poll' }],
    ['grant types without CIBA’s', { ...poll, grant_types: ['refresh_token'] }],
    ['grant types that are text', { ...poll, grant_types: CIBA_GRANT }],
    ['a grant type that is no text', { ...poll, grant_types: [CIBA_GRANT, 5] }],
    ['response types that are text', { ...poll, response_types: 'code' }],
    ['a public client', { ...poll, token_endpoint_auth_method: 'none' }],
    ['a method that is not offered', { ...poll, token_endpoint_auth_method: 'private_key_jwt' }],
    ['an http endpoint', { ...poll, backchannel_client_notification_endpoint: 'http://c.example.com/cb' }],
    [
      'an endpoint with userinfo',
      { ...poll, backchannel_client_notification_endpoint: 'https://u@c.example/' },
    ],
    [
      'an endpoint with a fragment',
      { ...poll, backchannel_client_notification_endpoint: 'https://c.example/#f' },
    ],
    ['an endpoint that is no URL', { ...poll, backchannel_client_notification_endpoint: 5 }],
    ['both kinds of keys', { ...poll, jwks: { keys: [] }, jwks_uri: 'https://c.example.com/jwks' }],
    ['an http key set', { ...poll, jwks_uri: 'http://c.example.com/jwks' }],
    ['signed requests', { ...poll, backchannel_authentication_request_signing_alg: 'ES256' }],
    ['required signed requests', { ...poll, require_signed_request_object: true }],
    ['DPoP-bound tokens', { ...poll, dpop_bound_access_tokens: true }],
    ['certificate-bound tokens', { ...poll, tls_client_certificate_bound_access_tokens: true }],
    ['encrypted ID tokens', { ...poll, id_token_encrypted_response_alg: 'RSA-OAEP' }],
    ['ID tokens of another algorithm', { ...poll, id_token_signed_response_alg: 'RS256' }],
    ['pairwise subjects', { ...poll, subject_type: 'pairwise' }],
    ['a user code parameter that is text', { ...poll, backchannel_user_code_parameter: 'true' }],
  ])('refuses %s', (_name, metadata) => {
    expect(refusal(metadata)).toMatchObject({ error: 'invalid_client_metadata', status: 400 });
  });

  it('refuses a user code where the host verifies none', () => {
    const metadata = { ...poll, backchannel_user_code_parameter: true };
    expect(refusal(metadata, testHost().ciba)).toMatchObject({ description: 'User codes are not offered.' });
  });
});
