import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CibaError } from '../../lib/errors.js';
import { clientKey } from '../support/client-keys.js';
import { expectKept, expectOfTable } from '../support/fuzz-answers.ts';
import { anyText } from '../support/fuzz-arbitraries.ts';
import { type FuzzHost, fuzzHost, secretText } from '../support/fuzz-host.ts';
import { LONG, runs } from '../support/fuzz-runs.ts';
import { CIBA_GRANT } from '../support/host.js';

let host: FuzzHost;
beforeAll(async () => {
  host = await fuzzHost();
});
afterAll(() => host.close());

const NAMES = [
  ...['backchannel_token_delivery_mode', 'grant_types', 'response_types', 'redirect_uris', 'subject_type'],
  ...['backchannel_client_notification_endpoint', 'jwks', 'jwks_uri', 'scope', 'client_name', 'contacts'],
  ...[
    'token_endpoint_auth_method',
    'token_endpoint_auth_signing_alg',
    'dpop_bound_access_tokens',
    'logo_uri',
  ],
  ...['backchannel_authentication_request_signing_alg', 'backchannel_user_code_parameter', 'client_secret'],
  ...['authorization_details_types', 'require_signed_request_object', 'client_id', 'client_id_issued_at'],
  ...[
    'tls_client_auth_subject_dn',
    'tls_client_auth_san_ip',
    '__proto__',
    'constructor',
    'toString',
    'toJSON',
  ],
];
const likely = fc.constantFrom<unknown>(
  ...[
    'poll',
    'ping',
    'push',
    'public',
    'pairwise',
    'none',
    'ES256',
    'private_key_jwt',
    'client_secret_jwt',
    'CN=a',
  ],
  ...[
    'https://client.example.com/x',
    'http://client.example.com/',
    'javascript:1',
    'https://[::1]/',
    '2001:db8::1',
  ],
  ...[
    true,
    false,
    null,
    0,
    { keys: [clientKey('ES256').jwk] },
    { keys: [{ kty: 'oct', k: 'x' }] },
    { keys: {} },
  ],
  ...[[CIBA_GRANT], ['https://client.example.com/x'], ['payment'], []],
);
const value = fc.oneof({ arbitrary: likely, weight: 5 }, fc.jsonValue({ maxDepth: 4 }), anyText);
const members = fc.dictionary(fc.oneof({ arbitrary: fc.constantFrom(...NAMES), weight: 6 }, anyText), value, {
  maxKeys: 7,
});
const standard = { backchannel_token_delivery_mode: 'poll', grant_types: [CIBA_GRANT] };
const metadata = fc.oneof(
  { arbitrary: members.map((given) => ({ ...standard, ...given })), weight: 5 },
  members,
  fc.jsonValue(),
);

/** What JSON cannot say and a host may hand over all the same. */
const strange = fc.oneof(
  { arbitrary: metadata, weight: 5 },
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  members.map((given) => Object.assign(Object.create({ jwks: 5 }), standard, given)),
);

describe('whatever a client wants to register', () => {
  it(
    'is registered with members of the table, or refused by a code of it, and told nobody',
    async () => {
      const body = fc.oneof(
        { arbitrary: metadata.map((given) => JSON.stringify(given)), weight: 5 },
        anyText,
        fc.json(),
      );
      const headers = fc.record({
        Authorization: fc.oneof(
          { arbitrary: fc.constant('Bearer initial'), weight: 5 },
          fc.constant(`Bearer ${secretText('initial')}`),
          fc.constantFrom('Bearer', 'bearer initial', 'Basic eA==', ''),
        ),
        'Content-Type': fc.oneof(
          { arbitrary: fc.constant('application/json'), weight: 9 },
          fc.constantFrom('text/plain', 'application/json; charset=x', ''),
        ),
      });
      const statuses = new Set<number>();
      await fc.assert(
        fc.asyncProperty(body, headers, async (text, given) => {
          const sent = Object.fromEntries(Object.entries(given).filter(([, header]) => header !== ''));
          const answer = await host.send({ path: '/register', headers: sent, body: text });
          expectOfTable('/register', answer);
          statuses.add(answer.status);
          const token = given.Authorization.slice('Bearer '.length);
          expectKept(host, answer.text, [token, text]);
          expect(answer.text).not.toContain('"d":');
        }),
        runs('registration'),
      );
      expect([...statuses].sort()).toEqual([201, 400, 401]);
      expect(host.logged).toEqual([]);
    },
    LONG,
  );

  it(
    'is completed or refused by validateClientMetadata, which throws nothing else and changes nothing that it is given',
    async () => {
      const property = fc.property(strange, (given) => {
        const before = structuredClone(given);
        try {
          expect(host.ciba.validateClientMetadata(given)).toMatchObject({ grant_types: expect.any(Array) });
        } catch (error) {
          if (!(error instanceof CibaError)) throw error;
          expect([error.status, error.error]).toEqual([
            400,
            expect.stringMatching(/^invalid_(client_metadata|redirect_uri)$/),
          ]);
        }
        expect(structuredClone(given)).toEqual(before);
      });
      fc.assert(property, runs('metadata'));
      expect(host.said()).toBe('');
    },
    LONG,
  );
});
