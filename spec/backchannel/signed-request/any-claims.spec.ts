import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Response } from 'supertest';
import { type TestHost, testHost } from '../../support/host.js';
import { DESCRIPTION } from '../../support/http-answers.js';
import {
  askSigned,
  type Claims,
  requestClaims,
  requestObject,
  signerOf,
} from '../../support/signed-request.js';

// Hundreds of requests: on a busy machine that takes longer than one test usually may.
jest.setTimeout(60_000);

const signer = signerOf('ES256', { backchannel_user_code_parameter: true });
const make = (): TestHost =>
  testHost({
    clients: [signer.client],
    caps: false,
    adapter: { verifyUserCode: (_user, code) => code !== 'wrong' },
  });

/** The codes that a client may hear of what it signed. CIBA Core 1.0 §13, RFC 8707 §2, RFC 9396 §5. */
const CODES = [
  ...['invalid_request', 'invalid_scope', 'unknown_user_id', 'missing_user_code', 'invalid_user_code'],
  ...['invalid_binding_message', 'invalid_target', 'invalid_authorization_details'],
];

const NAMES = [
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'sub', 'cnf', 'client_id', 'client_secret', 'grant_type'],
  ...[
    'scope',
    'login_hint',
    'login_hint_token',
    'id_token_hint',
    'binding_message',
    'acr_values',
    'user_code',
  ],
  ...[
    'requested_expiry',
    'resource',
    'authorization_details',
    'request_context',
    'claims',
    'max_age',
    'nonce',
  ],
  ...['request', 'request_uri', 'client_notification_token', '__proto__', 'constructor', 'toString', ''],
];
const TEXTS = [
  ...['', 'openid', 'openid pay', 'alice', 'nobody', '1234', 'wrong', '30', '-1', '1e9', '[]', '{}', 'null'],
  ...[
    '[{"type":"a"}]',
    '{"a":{"__proto__":1}}',
    'https://a.example',
    'https://as.example.com',
    '\u202e',
    '\ud800',
  ],
];

const now = Math.floor(Date.now() / 1000);
const value = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(signer.client.client_id, now, now + 300, now - 300, 0, -1, 1.5, null, true),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(fc.constantFrom(...TEXTS), { maxLength: 12 }),
);
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...NAMES), weight: 5 },
  { arbitrary: fc.string(), weight: 1 },
);
const anyClaims = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs));
const anyHeader = fc.dictionary(
  fc.constantFrom('typ', 'kid', 'cty', 'jwk', 'jku', 'x5c', 'crit', 'b64'),
  value,
  {
    maxKeys: 2,
  },
);

/** 200 with an acknowledgement, or a refusal in three members at most; never a fault. */
function expectAnswered({ status, body, headers }: Response): void {
  if (status === 200) {
    expect(Object.keys(body)).toEqual(['auth_req_id', 'expires_in', 'interval']);
    return;
  }
  expect({ status, error: CODES.includes(body.error) || body.error }).toEqual({ status: 400, error: true });
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(DESCRIPTION);
  expect([headers['content-type'], headers['cache-control']]).toEqual(['application/json', 'no-store']);
}

/** Hundreds of requests take their time on a machine with other work to do. */
const LONG = 60_000;

describe('whatever a client signs', () => {
  it(
    'as claims, in place of good ones: it is acknowledged, or refused with a code of the endpoint',
    async () => {
      const host = make();
      const property = fc.asyncProperty(anyClaims, anyHeader, async (claims: Claims, header) => {
        expectAnswered(await askSigned(host, signer, { claims, header }));
      });
      await fc.assert(property, { numRuns: 500 });
      expect(host.logged).toEqual([]);
    },
    LONG,
  );

  it(
    'as claims and nothing beside them: it is refused, since what every JWT needs is missing',
    async () => {
      const host = make();
      const payload = fc.oneof(
        anyClaims.map((claims) => JSON.stringify(claims)),
        fc.json(),
        fc.string({ unit: 'binary' }),
      );
      const property = fc.asyncProperty(payload, async (text) => {
        const { status, body } = await askSigned(host, signer, { payload: text });
        expect([status, body.error]).toEqual([400, 'invalid_request']);
      });
      await fc.assert(property, { numRuns: 200 });
      expect([host.logged, host.notified]).toEqual([[], []]);
    },
    LONG,
  );

  it(
    'as one claim more: the user is asked for no other client and with no other user',
    async () => {
      const host = make();
      const property = fc.asyncProperty(anyClaims, async (more: Claims) => {
        const { login_hint, scope } = requestClaims(signer);
        const claims = { ...more, ...requestClaims(signer), login_hint, scope };
        const before = host.notified.length;
        const { status } = await askSigned(host, signer, { claims });
        if (status !== 200) return expect(host.notified).toHaveLength(before);
        const request = await host.ciba.getRequest(host.notified.at(-1) ?? '', { sub: 'alice' });
        expect(request).toMatchObject({
          user: { sub: 'alice' },
          client: { client_id: signer.client.client_id },
          scope: ['openid'],
        });
      });
      await fc.assert(property, { numRuns: 200 });
      expect(host.logged).toEqual([]);
    },
    LONG,
  );
});

describe('whatever text is sent as a signed request', () => {
  const good = requestObject(signer);
  const octets = fc.string({ unit: fc.constantFrom(...'.-_=+/%AaZz09 \n{}"é'), maxLength: 80 });
  const segment = fc.oneof(
    fc.constantFrom(...good.split('.'), ''),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    octets,
  );
  // The last character of a signature has bits to spare: another may mean the same.
  const token = fc.oneof(
    fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('.')),
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.nat(good.length - 2), octets)
      .map(([at, more]) => good.slice(0, at) + more + good.slice(at + 1)),
  );

  it(
    'is invalid_request, and nobody is asked',
    async () => {
      const host = make();
      const property = fc.asyncProperty(token, async (request) => {
        fc.pre(request !== good);
        const { status, body } = await askSigned(host, signer, {}, { fields: { request } });
        expect({ status, body }).toEqual({
          status: 400,
          body: { error: 'invalid_request', error_description: expect.stringMatching(DESCRIPTION) },
        });
      });
      await fc.assert(property, { numRuns: 500 });
      expect([host.logged, host.notified]).toEqual([[], []]);
    },
    LONG,
  );
});
