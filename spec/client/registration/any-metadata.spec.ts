import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairwiseSubjects } from '../../../lib/client/pairwise/pairwise-subjects.js';
import { CibaError } from '../../../lib/errors.js';
import { clientKey } from '../../support/client-keys.js';
import { CIBA_GRANT, testHost } from '../../support/host.js';
import { keyRing } from '../../support/receiver-host.js';

const NAMES = [
  ...['backchannel_token_delivery_mode', 'grant_types', 'response_types', 'redirect_uris', 'subject_type'],
  ...['backchannel_client_notification_endpoint', 'sector_identifier_uri', 'jwks', 'jwks_uri', 'scope'],
  ...['token_endpoint_auth_method', 'token_endpoint_auth_signing_alg', 'dpop_bound_access_tokens'],
  ...['backchannel_authentication_request_signing_alg', 'backchannel_user_code_parameter', 'client_name'],
  ...[
    'authorization_details_types',
    'require_signed_request_object',
    'logo_uri',
    'client_id',
    'client_secret',
  ],
  ...['tls_client_auth_subject_dn', '__proto__', 'constructor', 'toString'],
];
const likely = fc.constantFrom<unknown>(
  ...['poll', 'ping', 'push', 'public', 'pairwise', 'none', 'ES256', 'HS256', 'private_key_jwt', 'CN=a', ''],
  ...['client_secret_jwt', 'https://client.example.com/x', 'http://client.example.com/', 'javascript:1'],
  ...[
    true,
    false,
    null,
    0,
    { keys: [clientKey('ES256').jwk] },
    { keys: [{ kty: 'oct', k: 'x' }] },
    { keys: 5 },
  ],
  ...[[CIBA_GRANT], ['https://client.example.com/x'], ['payment'], []],
);
const value = fc.oneof({ arbitrary: likely, weight: 4 }, { arbitrary: fc.jsonValue(), weight: 1 });
const strange = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), value, { maxKeys: 8 });
const metadata = fc.oneof(
  {
    arbitrary: strange.map((members) => ({
      backchannel_token_delivery_mode: 'poll',
      grant_types: [CIBA_GRANT],
      ...members,
    })),
    weight: 4,
  },
  { arbitrary: fc.jsonValue(), weight: 1 },
);

const { ciba } = testHost({
  deliveryModes: ['poll', 'ping', 'push'],
  notification: { keyRing },
  pairwise: pairwiseSubjects(Buffer.alloc(32)),
  dpop: true,
  authorizationDetails: { payment: {} },
});

describe('whatever is to be registered', () => {
  it('is registered, or refused by one of the two codes of RFC 7591', () => {
    const property = fc.property(metadata, (given) => {
      const answer = outcomeOf(given);
      if (answer instanceof CibaError)
        expect([answer.status, answer.error]).toEqual([
          400,
          expect.stringMatching(/^invalid_(client_metadata|redirect_uri)$/),
        ]);
      else expect(answer).toMatchObject({ token_endpoint_auth_method: expect.any(String) });
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('is changed by no second registration of the same', () => {
    const property = fc.property(metadata, (given) => {
      const answer = outcomeOf(given);
      if (!(answer instanceof CibaError)) expect(outcomeOf(answer)).toEqual(answer);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

function outcomeOf(given: unknown): CibaError | Readonly<Record<string, unknown>> {
  try {
    return ciba.validateClientMetadata(given);
  } catch (error) {
    if (error instanceof CibaError) return error;
    throw error;
  }
}
