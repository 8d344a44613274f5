import { describe, expect, it } from '@jest/globals';
import { clientKey } from '../support/client-keys.js';
import { CIBA_GRANT } from '../support/host.js';
import { expectUnregistered, pollClient as poll, registered } from '../support/signed-registration.js';

const verifyUserCode = () => true;
const options = { adapter: { verifyUserCode } };
const CALLBACK = 'backchannel_client_notification_endpoint';
const OBJECT = 'Client metadata is an object.';
const MODE = 'backchannel_token_delivery_mode is required, and one that is offered.';
const GRANT = 'grant_types lists the CIBA grant type.';
const GRANTS = 'grant_types is an array of text.';
const RESPONSES = 'response_types is an array of text.';
const METHOD = 'token_endpoint_auth_method is not offered.';
const ENDPOINT = 'The notification endpoint is an https URL.';
const BOTH_KEYS = 'jwks and jwks_uri exclude each other.';
const ENCRYPTED = 'Encrypted ID tokens are not offered.';
const NO_DPOP = 'Tokens bound by DPoP are not offered.';
const BOUND = 'Certificate-bound tokens are not offered.';
const ID_TOKENS = 'id_token_signed_response_alg is not offered.';
const PUBLIC = 'subject_type is public.';
const USER_CODE = 'backchannel_user_code_parameter is true or false.';
const jwks = { keys: [clientKey('ES256').jwk] };

describe('validateClientMetadata', () => {
  it('completes a poll client by the defaults of RFC 7591', () => {
    expect(registered({})).toEqual({
      backchannel_token_delivery_mode: 'poll',
      grant_types: [CIBA_GRANT],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      backchannel_user_code_parameter: false,
    });
  });

  it('gives a client of the code flow its response type', () => {
    const flow = {
      grant_types: [CIBA_GRANT, 'authorization_code'],
      redirect_uris: ['https://c.example.com/cb'],
    };
    expect(registered(flow).response_types).toEqual(['code']);
  });

  it('takes response_types: [] and no redirect_uris', () => {
    expect(registered({ response_types: [] }).response_types).toEqual([]);
  });

  it('keeps what is registered and leaves out what is not client metadata', () => {
    const given = { client_name: 'Till', scope: 'openid', token_endpoint: 'https://x', made_up: 1 };
    const { client_name, scope, token_endpoint, made_up } = registered(given);
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
    expect(registered(more, options)).toMatchObject(more);
  });

  it('takes an algorithm of signed requests that is offered', () => {
    const signing = { backchannel_authentication_request_signing_alg: 'PS256', jwks };
    expect(registered(signing)).toMatchObject(signing);
  });

  it.each<[string, string, unknown]>([
    ['nothing', OBJECT, undefined],
    ['null', OBJECT, null],
    ['a list', OBJECT, [poll]],
    ['text', OBJECT, 'poll'],
    ['no delivery mode', MODE, { grant_types: [CIBA_GRANT] }],
    ['an unknown delivery mode', MODE, { ...poll, backchannel_token_delivery_mode: 'carrier-pigeon' }],
    ['a delivery mode that is not offered', MODE, { ...poll, backchannel_token_delivery_mode: 'ping' }],
    ['no grant types', GRANT, { backchannel_token_delivery_mode: 'poll' }],
    ['grant types without CIBA’s', GRANT, { ...poll, grant_types: ['refresh_token'] }],
    ['grant types that are text', GRANTS, { ...poll, grant_types: CIBA_GRANT }],
    ['a grant type that is no text', GRANTS, { ...poll, grant_types: [CIBA_GRANT, 5] }],
    ['response types that are text', RESPONSES, { ...poll, response_types: 'code' }],
    ['a response type that is no text', RESPONSES, { ...poll, response_types: [null] }],
    ['a public client', METHOD, { ...poll, token_endpoint_auth_method: 'none' }],
    ['a method that is not offered', METHOD, { ...poll, token_endpoint_auth_method: 'attest_jwt' }],
    ['an http endpoint', ENDPOINT, { ...poll, [CALLBACK]: 'http://c.example.com/cb' }],
    ['an endpoint with userinfo', ENDPOINT, { ...poll, [CALLBACK]: 'https://u@c.example/' }],
    ['an endpoint with a password', ENDPOINT, { ...poll, [CALLBACK]: 'https://:p@c.example/' }],
    ['an endpoint with a fragment', ENDPOINT, { ...poll, [CALLBACK]: 'https://c.example/#f' }],
    ['an endpoint that is no URL', ENDPOINT, { ...poll, [CALLBACK]: 'cb' }],
    ['both kinds of keys', BOTH_KEYS, { ...poll, jwks, jwks_uri: 'https://c.example.com/jwks' }],
    ['DPoP-bound tokens', NO_DPOP, { ...poll, dpop_bound_access_tokens: true }],
    ['certificate-bound tokens', BOUND, { ...poll, tls_client_certificate_bound_access_tokens: true }],
    ['encrypted ID tokens', ENCRYPTED, { ...poll, id_token_encrypted_response_alg: 'RSA-OAEP' }],
    ['ID tokens of another algorithm', ID_TOKENS, { ...poll, id_token_signed_response_alg: 'RS256' }],
    ['pairwise subjects', PUBLIC, { ...poll, subject_type: 'pairwise' }],
    ['a user code parameter that is text', USER_CODE, { ...poll, backchannel_user_code_parameter: 'true' }],
  ])('refuses %s', (_name, description, metadata) => {
    expectUnregistered(metadata, description, options);
  });

  it.each(['pick', 'type'])('takes a number that users %s, where numbers are offered', (mode) => {
    const metadata = { ...poll, backchannel_number_matching: mode };
    expect(registered(metadata, { numberMatching: true }).backchannel_number_matching).toBe(mode);
    expectUnregistered(metadata, 'backchannel_number_matching is not offered.', {});
  });

  it.each(['swipe', '', 'PICK'])(
    'refuses a number that users give in a way that is not known: %j',
    (mode) => {
      const metadata = { ...poll, backchannel_number_matching: mode };
      expectUnregistered(metadata, 'backchannel_number_matching is not offered.', { numberMatching: true });
    },
  );

  it('refuses a user code where the host verifies none', () => {
    const metadata = { ...poll, backchannel_user_code_parameter: true };
    expectUnregistered(metadata, 'User codes are not offered.');
    expect(registered(metadata, options)).toMatchObject(metadata);
  });
});
