import { describe, expect, it } from '@jest/globals';
import { pairwiseSubjects } from '../../../lib/client/pairwise/pairwise-subjects.js';
import { CibaError } from '../../../lib/errors.js';
import { clientKey } from '../../support/client-keys.js';
import { CIBA_GRANT, type TestHostOptions, testHost } from '../../support/host.js';
import { keyRing } from '../../support/receiver-host.js';

type Members = Readonly<Record<string, unknown>>;

const MODE = 'backchannel_token_delivery_mode';
const CALLBACK = 'backchannel_client_notification_endpoint';
const METHOD = 'token_endpoint_auth_method';
const METHOD_ALG = 'token_endpoint_auth_signing_alg';
const REQUEST_ALG = 'backchannel_authentication_request_signing_alg';
const USER_CODE = 'backchannel_user_code_parameter';
const SECTOR = 'sector_identifier_uri';
const { jwk } = clientKey('ES256');
const jwks = { keys: [jwk] };
const jwks_uri = 'https://client.example.com/jwks';

/** All that a server may offer, so that nothing is refused for want of it. */
const everything: TestHostOptions = {
  deliveryModes: ['poll', 'ping', 'push'],
  notification: { keyRing },
  pairwise: pairwiseSubjects(Buffer.alloc(32, 1)),
  dpop: true,
  authorizationDetails: { payment: {} },
  mtlsEndpoints: { token: 'https://mtls.example.com/token' },
  adapter: { verifyUserCode: () => true },
};

const poll: Members = { [MODE]: 'poll', grant_types: [CIBA_GRANT] };
const ping: Members = {
  [MODE]: 'ping',
  grant_types: [CIBA_GRANT],
  [CALLBACK]: 'https://client.example.com/cb',
};
const push: Members = { [MODE]: 'push', grant_types: [], [CALLBACK]: 'https://client.example.com/cb' };
const pairwise: Members = { ...poll, subject_type: 'pairwise', jwks_uri, [METHOD]: 'private_key_jwt' };
const pushedPairwise: Members = { ...push, subject_type: 'pairwise' };
const redirect_uris = ['https://client.example.com/redirected'];

const without = (metadata: Members, name: string): Members => ({ ...metadata, [name]: undefined });

describe('a client that keeps every rule', () => {
  it.each<[string, Members]>([
    ['polls', poll],
    ['is pinged', ping],
    ['is pushed to', push],
    ['has a pseudonym for each user and proves it by its assertions', pairwise],
    ['likewise by its own certificate', { ...pairwise, [METHOD]: 'self_signed_tls_client_auth' }],
    ['likewise by signed requests', { ...pairwise, [METHOD]: 'client_secret_basic', [REQUEST_ALG]: 'ES256' }],
    ['likewise by being pushed to', pushedPairwise],
    [
      'shares its pseudonyms with other flows',
      { ...pairwise, [SECTOR]: 'https://c.example/s', redirect_uris },
    ],
    [
      'is pinged, and listens at a port of its own',
      { ...ping, [CALLBACK]: 'https://client.example.com:8443/' },
    ],
    ['wants tokens by which it is known', { ...poll, dpop_bound_access_tokens: true }],
    ['wants tokens of any bearer', { ...poll, dpop_bound_access_tokens: false }],
    ['pays', { ...poll, authorization_details_types: ['payment'] }],
    ['shares its secret', { ...poll, [METHOD]: 'client_secret_jwt', [METHOD_ALG]: 'HS512' }],
    ['may sign, and must', { ...poll, jwks, [REQUEST_ALG]: 'ES256', require_signed_request_object: true }],
  ])('and %s is registered', (_what, metadata) => {
    expect(testHost(everything).ciba.validateClientMetadata(metadata)).toMatchObject(metadata);
  });
});

const MODES = 'backchannel_token_delivery_mode is required, and one that is offered.';
const GRANT = 'grant_types lists the CIBA grant type.';
const HTTPS = 'The notification endpoint is an https URL.';
const NEEDS_ALG = 'backchannel_authentication_request_signing_alg is required.';
const NO_ALG = 'backchannel_authentication_request_signing_alg is not offered.';
const NO_METHOD = 'token_endpoint_auth_method is not offered.';
const NO_METHOD_ALG = 'token_endpoint_auth_signing_alg is not offered.';
const PROOF = 'A pairwise client authenticates by a key of its jwks_uri, or signs requests.';
const ENCRYPTED = 'Encrypted ID tokens are not offered.';
const BOUND = 'Tokens bound by DPoP are not offered.';
const DETAILS = 'authorization_details_types lists a type that is not offered.';

type Broken = readonly [rule: string, how: string, metadata: Members, description: string];

const broken: readonly Broken[] = [
  ['CM-1', 'no delivery mode', without(poll, MODE), MODES],
  ['CM-1', 'two delivery modes', { ...poll, [MODE]: 'poll ping' }, MODES],
  ['CM-1', 'a delivery mode that is none', { ...poll, [MODE]: 'POLL' }, MODES],
  ['CM-2', 'a client that polls, without the grant type', { ...poll, grant_types: [] }, GRANT],
  ['CM-2', 'a client that is pinged, without the grant type', { ...ping, grant_types: ['x'] }, GRANT],
  ['CM-2', 'no grant types', without(poll, 'grant_types'), GRANT],
  ['CM-3', 'ping to nowhere', without(ping, CALLBACK), 'A notification endpoint is required.'],
  ['CM-3', 'push to nowhere', without(push, CALLBACK), 'A notification endpoint is required.'],
  ['CM-4', 'ping in the clear', { ...ping, [CALLBACK]: 'http://client.example.com/cb' }, HTTPS],
  ['CM-4', 'push in the clear', { ...push, [CALLBACK]: 'http://client.example.com/cb' }, HTTPS],
  ['CM-4', 'a user name in the endpoint', { ...ping, [CALLBACK]: 'https://a@client.example.com/' }, HTTPS],
  ['CM-4', 'a fragment in the endpoint', { ...ping, [CALLBACK]: 'https://client.example.com/#a' }, HTTPS],
  ['CM-4', 'a tab in the endpoint', { ...ping, [CALLBACK]: 'https://client.example.com/\tcb' }, HTTPS],
  ['CM-5', 'unsigned "signed" requests', { ...poll, jwks, [REQUEST_ALG]: 'none' }, NO_ALG],
  ['CM-5', 'requests signed by a secret', { ...poll, jwks, [REQUEST_ALG]: 'HS256' }, NO_ALG],
  [
    'CM-5',
    'signed requests without keys',
    { ...poll, [REQUEST_ALG]: 'ES256' },
    'jwks or jwks_uri is required.',
  ],
  ['CM-6', 'a user code by name', { ...poll, [USER_CODE]: 'yes' }, `${USER_CODE} is true or false.`],
  ['CM-7', 'a public client', { ...poll, [METHOD]: 'none' }, NO_METHOD],
  ['CM-7', 'a method that nobody knows', { ...poll, [METHOD]: 'attest_jwt_client_auth' }, NO_METHOD],
  [
    'CM-7',
    'assertions by a secret, of a client with keys',
    { ...pairwise, [METHOD_ALG]: 'HS256' },
    NO_METHOD_ALG,
  ],
  [
    'CM-7',
    'assertions by a key, of a client with a secret',
    { ...poll, [METHOD]: 'client_secret_jwt', [METHOD_ALG]: 'ES256' },
    NO_METHOD_ALG,
  ],
  [
    'CM-7',
    'assertions without keys',
    { ...poll, [METHOD]: 'private_key_jwt' },
    'jwks or jwks_uri is required.',
  ],
  ['CM-12', 'keys twice', { ...poll, jwks, jwks_uri }, 'jwks and jwks_uri exclude each other.'],
  [
    'CM-12',
    'keys in the clear',
    { ...poll, jwks_uri: 'http://client.example.com/' },
    'jwks_uri is an https URL.',
  ],
  ['CM-13', 'details that mean nothing', { ...poll, authorization_details_types: ['payment', 'x'] }, DETAILS],
  [
    'CM-13',
    'bound tokens by name',
    { ...poll, dpop_bound_access_tokens: 'true' },
    'dpop_bound_access_tokens is true or false.',
  ],
  ['CM-13', 'encrypted ID tokens', { ...poll, id_token_encrypted_response_alg: 'RSA-OAEP' }, ENCRYPTED],
  ['OA-14', 'signed requests that cannot be', { ...poll, require_signed_request_object: true }, NEEDS_ALG],
  [
    'PW-1',
    'a pairwise client without jwks_uri',
    { ...without(pairwise, 'jwks_uri'), jwks },
    'jwks_uri is required of a pairwise client.',
  ],
  [
    'PW-1',
    'likewise, though its sector is named',
    { ...without(pairwise, 'jwks_uri'), jwks, [SECTOR]: 'https://c.example/s' },
    'jwks_uri is required of a pairwise client.',
  ],
  [
    'PW-1',
    'jwks_uri in the clear',
    { ...pairwise, jwks_uri: 'http://c.example/' },
    'jwks_uri is an https URL.',
  ],
  [
    'PW-4',
    'a sector in the clear',
    { ...pairwise, [SECTOR]: 'http://c.example/s' },
    `${SECTOR} is an https URL.`,
  ],
  [
    'PW-4',
    'a sector that is no URL',
    { ...poll, [SECTOR]: 'client.example.com' },
    `${SECTOR} is an https URL.`,
  ],
  [
    'PW-4',
    'a sector in letters of its own',
    { ...poll, [SECTOR]: 'https://bücher.example/s' },
    `${SECTOR} is an https URL.`,
  ],
  ['PW-5', 'a sector by a secret', { ...pairwise, [METHOD]: 'client_secret_basic' }, PROOF],
  ['PW-5', 'a sector by a shared secret', { ...pairwise, [METHOD]: 'client_secret_jwt' }, PROOF],
  [
    'PW-5',
    'a sector by a certificate of an authority',
    { ...pairwise, [METHOD]: 'tls_client_auth', tls_client_auth_san_dns: 'client.example.com' },
    PROOF,
  ],
  ['PW-5', 'a sector by nothing', without(pairwise, METHOD), PROOF],
  [
    'PW-7',
    'a pairwise client of the code flow, without its sector',
    { ...pairwise, redirect_uris },
    'A pairwise client with redirect_uris has a sector_identifier_uri.',
  ],
  [
    'PW-7',
    'likewise with push',
    { ...pushedPairwise, redirect_uris: ['https://a.example/', 'https://b.example/'] },
    'A pairwise client with redirect_uris has a sector_identifier_uri.',
  ],
  [
    '2.1',
    'a subject type that is none',
    { ...poll, subject_type: 'Pairwise' },
    'subject_type is public or pairwise.',
  ],
];

describe('a client that breaks a rule', () => {
  const { ciba } = testHost(everything);

  it.each(broken)('%s: %s', (_rule, _how, metadata, description) => {
    expectRefused(metadata, { error: 'invalid_client_metadata', status: 400, description });
  });

  function expectRefused(metadata: Members, refused: object): void {
    const refusal = (() => {
      try {
        return ciba.validateClientMetadata(metadata);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(CibaError);
    expect(refusal).toMatchObject(refused);
  }

  const MISSING = 'redirect_uris is required for this flow.';
  const REDIRECT = 'A redirect URI is https, of loopback or of an app, without fragment.';

  it.each<[string, Members, string]>([
    ['none for the code flow', { grant_types: [CIBA_GRANT, 'authorization_code'] }, MISSING],
    ['none for the implicit flow', { grant_types: [CIBA_GRANT, 'implicit'] }, MISSING],
    ['none for a response type', { response_types: ['code'] }, MISSING],
    ['an empty list for a response type', { response_types: ['code'], redirect_uris: [] }, MISSING],
    ['no URI', { redirect_uris: ['redirected'] }, REDIRECT],
    ['no scheme', { redirect_uris: ['//client.example.com/redirected'] }, REDIRECT],
    ['http', { redirect_uris: ['http://client.example.com/redirected'] }, REDIRECT],
    [
      'http at a host that only begins like loopback',
      { redirect_uris: ['http://localhost.example/'] },
      REDIRECT,
    ],
    ['a fragment', { redirect_uris: ['https://client.example.com/redirected#here'] }, REDIRECT],
    ['an empty fragment', { redirect_uris: ['https://client.example.com/redirected#'] }, REDIRECT],
    ['a user name', { redirect_uris: ['https://bank.example@client.example.com/'] }, REDIRECT],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, REDIRECT],
    ['data', { redirect_uris: ['data:text/html,hello'] }, REDIRECT],
    ['a file', { redirect_uris: ['file:///etc/passwd'] }, REDIRECT],
    ['a scheme that is no domain of anybody', { redirect_uris: ['myapp:/redirected'] }, REDIRECT],
    ['a line break', { redirect_uris: ['https://client.example.com/\nredirected'] }, REDIRECT],
    ['a blank before it', { redirect_uris: [' https://client.example.com/redirected'] }, REDIRECT],
    ['one that is bad among good ones', { redirect_uris: [...redirect_uris, 'http://a.example/'] }, REDIRECT],
  ])('OA-7: redirects: %s', (_how, metadata, description) => {
    expectRefused({ ...poll, ...metadata }, { error: 'invalid_redirect_uri', status: 400, description });
  });

  it.each(['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'])('OA-7: %s is a web page', (name) => {
    for (const url of [
      '',
      'client',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://c.example/',
      'https://c .example',
    ])
      expectRefused(
        { ...poll, [name]: url },
        { error: 'invalid_client_metadata', status: 400, description: `${name} is the URL of a web page.` },
      );
    for (const url of ['https://client.example.com/page', 'http://client.example.com/page'])
      expect(ciba.validateClientMetadata({ ...poll, [name]: url })).toHaveProperty(name, url);
  });

  it.each([
    'https://client.example.com/redirected?tenant=7',
    'http://127.0.0.1:4711/redirected',
    'http://[::1]/redirected',
    'http://localhost:3000/',
    'com.example.client:/redirected',
  ])('may be redirected to %s', (uri) => {
    const metadata = { ...poll, redirect_uris: [uri] };
    expect(ciba.validateClientMetadata(metadata)).toMatchObject(metadata);
  });
});

describe('a client that says nothing of flows', () => {
  const flows = ({ grant_types, response_types }: Members) => ({ grant_types, response_types });
  const silent = without(push, 'grant_types');
  const { ciba } = testHost(everything);

  it('is of CIBA alone where it is pushed to', () => {
    expect(flows(ciba.validateClientMetadata(silent))).toEqual({ grant_types: [], response_types: [] });
  });

  it('is of the code flow, as RFC 7591 has it, where it has redirect URIs', () => {
    const flow = { grant_types: ['authorization_code'], response_types: ['code'] };
    expect(flows(ciba.validateClientMetadata({ ...silent, redirect_uris }))).toEqual(flow);
  });
});

describe('what a server does not offer', () => {
  it.each<[string, Members, string]>([
    ['ping', ping, MODES],
    ['push', push, MODES],
    ['pseudonyms', pairwise, 'subject_type is public.'],
    ['tokens bound by DPoP', { ...poll, dpop_bound_access_tokens: true }, BOUND],
    ['user codes', { ...poll, [USER_CODE]: true }, 'User codes are not offered.'],
    [
      'tokens bound to certificates',
      { ...poll, tls_client_certificate_bound_access_tokens: true },
      'Certificate-bound tokens are not offered.',
    ],
  ])('cannot be registered for: %s', (_what, metadata, description) => {
    expect(() => testHost().ciba.validateClientMetadata(metadata)).toThrow(
      expect.objectContaining({ error: 'invalid_client_metadata', status: 400, description }),
    );
  });

  it('but details of any type can where the host judges them itself', () => {
    const metadata = { ...poll, authorization_details_types: ['anything'] };
    expect(testHost().ciba.validateClientMetadata(metadata)).toMatchObject(metadata);
  });
});
