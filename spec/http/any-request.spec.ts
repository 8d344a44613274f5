import fc from 'fast-check';
import supertest, { type Response } from 'supertest';
import { parameterNames } from '../support/fuzz-arbitraries.js';
import { CIBA_GRANT, type TestHost, testHost, till } from '../support/host.js';
import { DESCRIPTION } from '../support/http-answers.js';
import { credentials, FORM_TYPE } from '../support/http-requests.js';

const client = { ...till, backchannel_user_code_parameter: true };
const make = (): TestHost =>
  testHost({
    clients: [client],
    caps: false,
    adapter: { verifyUserCode: (_user, code) => code !== 'wrong' },
  });

/** Codes and statuses that each endpoint may answer whatever a client sends. */
const vocabulary = {
  '/bc-authorize': {
    400: [
      ...['invalid_request', 'invalid_scope', 'unknown_user_id', 'missing_user_code', 'invalid_user_code'],
      ...['invalid_binding_message', 'invalid_target', 'invalid_authorization_details'],
    ],
    401: ['invalid_client'],
    403: ['access_denied'],
  },
  '/token': {
    400: ['invalid_request', 'invalid_grant', 'authorization_pending', 'slow_down', 'access_denied'],
    401: ['invalid_client'],
  },
} as const;

const VALUES = [
  ...['', 'openid', 'openid pay', 'alice', 'nobody', '1234', 'wrong', '30', '-1', '1e9', '[]', '{}', 'null'],
  ...[
    '[{"type":"a"}]',
    '{"a":{"__proto__":1}}',
    'https://a.example',
    'till',
    'till-secret',
    CIBA_GRANT,
    '\u202e',
  ],
];

const value = fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 200 }), fc.json());
const pairs = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...parameterNames), fc.string()), value), {
  maxLength: 8,
});
const octets = fc.string({ unit: fc.constantFrom(...'&=%+;aF0\u0000\n é[]'), maxLength: 60 });
const form = fc.oneof(
  { arbitrary: pairs.map((fields) => new URLSearchParams(fields).toString()), weight: 4 },
  { arbitrary: octets, weight: 1 },
);
const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const headers = fc.record(
  {
    Authorization: fc.oneof(
      visible,
      visible.map((text) => `Basic ${text}`),
      fc.string({ unit: 'binary' }).map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
    ),
    Accept: visible,
    Cookie: visible,
    DPoP: visible,
    'X-Forwarded-Host': visible,
    'X-Forwarded-Proto': visible,
    'X-HTTP-Method-Override': visible,
    'Content-Type': fc.oneof(
      fc.constant(FORM_TYPE),
      visible.map((text) => `${FORM_TYPE}; ${text}`),
    ),
  },
  { requiredKeys: ['Content-Type'] },
);
const authenticated = fc.boolean();

function expectInVocabulary(path: keyof typeof vocabulary, { status, body, headers: seen }: Response): void {
  const codes: Readonly<Record<number, readonly string[]>> = vocabulary[path];
  expect(codes[status] ?? `no status of ${path}: ${status}`).toContain(body.error);
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(DESCRIPTION);
  expect(seen['content-type']).toBe('application/json');
  expect(seen['cache-control']).toBe('no-store');
}

const known = new URLSearchParams(credentials(till) as Record<string, string>).toString();

describe('whatever is sent', () => {
  it('the backchannel endpoint acknowledges, or refuses with a code of its own', async () => {
    const host = make();
    const property = fc.asyncProperty(form, headers, authenticated, async (text, junk, proven) => {
      const body = proven ? `${known}&scope=openid&${text}` : text;
      const res = await supertest(host.app).post('/bc-authorize').set(junk).send(body);
      if (res.status === 200)
        expect(Object.keys(res.body)).toEqual(['auth_req_id', 'expires_in', 'interval']);
      else expectInVocabulary('/bc-authorize', res);
    });
    await fc.assert(property, { numRuns: 300 });
    expect(host.logged).toEqual([]);
  });

  it('the token endpoint refuses with a code of its own', async () => {
    const host = make();
    const property = fc.asyncProperty(form, headers, authenticated, async (text, junk, proven) => {
      const grant = new URLSearchParams({ grant_type: CIBA_GRANT }).toString();
      const body = [grant, ...(proven ? [known] : []), text].join('&');
      const res = await supertest(host.app).post('/token').set(junk).send(body);
      expectInVocabulary('/token', res);
    });
    await fc.assert(property, { numRuns: 300 });
    expect([host.logged, host.hostTokenRequests]).toEqual([[], []]);
  });
});
