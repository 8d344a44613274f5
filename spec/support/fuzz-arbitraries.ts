import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { anyClaims, anyHeader, spoiling } from './client-arbitraries.ts';
import { goodClaims, ISSUER, seconds } from './client-assertions.ts';
import { jws } from './client-jws.ts';
import { proofKey, publicJwk } from './dpop-proofs.ts';
import { assertionFields, clients, keyed, secretOf, secretText, type Treasure } from './fuzz-host.ts';
import { hostKey, idTokenClaims, signedBy } from './hint-tokens.ts';
import { CIBA_GRANT } from './host.js';
import { basic, type Fields, FORM_TYPE, formText } from './http-requests.js';
import { requestClaims, signers } from './signed-request.js';

/** Any text: bytes, emoji, lone surrogates, controls, and the words of the protocol. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\u0000', '\r\n', '"', '\\', '\ud800', '\u202e', '%', '&', '=', '<', '$'),
    maxLength: 20,
  }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '[object Object]'),
);

/** The parameters of both endpoints, and names that hostile clients send. */
export const parameterNames = [
  ...[
    'scope',
    'login_hint',
    'login_hint_token',
    'id_token_hint',
    'binding_message',
    'user_code',
    'acr_values',
  ],
  ...['requested_expiry', 'resource', 'authorization_details', 'request_context', 'request', 'request_uri'],
  ...['claims', 'max_age', 'ui_locales', 'client_notification_token', 'client_id', 'client_secret'],
  ...[
    'client_assertion',
    'client_assertion_type',
    'auth_req_id',
    'grant_type',
    '__proto__',
    'constructor',
    'login_hint[x]',
    '',
  ],
];
const VALUES = [
  ...['', 'openid', 'openid pay', 'alice', 'nobody', '1234', '30', '-1', '1e9', '0x10', '[]', '{}', 'null'],
  ...['[{"type":"payment","amount":1}]', '[{"type":"payment"}]', '{"id_token":{"acr":{"essential":true}}}'],
  ...['https://a.example', 'till', CIBA_GRANT, 'tel:+1', 'mailto:a@b.example', 'en de', '4102444800'],
];

const hint = fc.constantFrom(
  'login_hint',
  'login_hint_token',
  'id_token_hint',
  'user_code',
  'binding_message',
  'client_notification_token',
);
/** A field that must be told nobody, recognisable. */
const secretField = fc
  .tuple(hint, anyText)
  .map(([name, text]) => [name, secretText('hidden') + text.slice(0, 9)] as const);
const field = fc.tuple(
  fc.oneof({ arbitrary: fc.constantFrom(...parameterNames), weight: 5 }, fc.string()),
  fc.oneof(fc.constantFrom(...VALUES), anyText),
);

/** Ids of every shape: somebody's own, mutilated, exchanged, and none at all. */
export function idText({ authReqId, id }: Treasure): fc.Arbitrary<string> {
  const [selector = '', secret = ''] = authReqId.split('.');
  const [, approvalSecret = ''] = id.split('.');
  const whole = fc.constantFrom(
    authReqId,
    `${selector}.${'A'.repeat(43)}`,
    `${secret}.${selector}`,
    `${selector}.`,
    `.${secret}`,
  );
  const cut = fc
    .tuple(fc.nat(authReqId.length), fc.nat(9))
    .map(([at, n]) => authReqId.slice(0, at) + authReqId.slice(at + n));
  const stuffed = fc
    .tuple(fc.nat(authReqId.length), anyText)
    .map(([at, text]) => authReqId.slice(0, at) + text + authReqId.slice(at));
  const digits = fc.nat(99_999).map((n) => `${n}${authReqId}`);
  return fc.oneof(whole, cut, stuffed, digits, fc.constant(`${selector}.${approvalSecret}`), anyText);
}

type JwtKind = 'client_assertion' | 'request' | 'id_token_hint' | 'login_hint_token' | 'dpop';

/** Text like a JWT, most often signed by whom it should be, with anything in it. */
const jwtLike: fc.Arbitrary<{ readonly kind: JwtKind; readonly token: string }> = fc
  .record({
    kind: fc.constantFrom<JwtKind>(
      'client_assertion',
      'request',
      'id_token_hint',
      'login_hint_token',
      'dpop',
    ),
    header: anyHeader,
    claims: anyClaims,
    spoil: spoiling,
  })
  .map(({ kind, header, claims, spoil }) => {
    const { key, good, typ } = goodJwt(kind);
    const payload = { ...good, ...claims };
    return {
      kind,
      token: spoil(jws({ header: { alg: 'ES256', ...typ, ...header }, payload, key, alg: 'ES256' })),
    };
  });

function goodJwt(kind: JwtKind) {
  const now = seconds();
  if (kind === 'client_assertion')
    return { key: keyed.key.privateKey, good: goodClaims(keyed), typ: { kid: keyed.key.jwk.kid } };
  if (kind === 'request')
    return {
      key: signers.ES256.key.privateKey,
      good: requestClaims(signers.ES256),
      typ: { kid: signers.ES256.key.jwk.kid },
    };
  if (kind === 'id_token_hint')
    return { key: hostKey.privateKey, good: idTokenClaims(), typ: { kid: hostKey.jwk.kid } };
  if (kind === 'login_hint_token')
    return {
      key: signedBy.privateKey,
      good: {
        iss: 'https://operator.example.com',
        aud: ISSUER,
        exp: now + 60,
        sub_id: { format: 'opaque', id: 'alice' },
      },
      typ: { kid: signedBy.jwk.kid },
    };
  const good = { htm: 'POST', htu: `${ISSUER}/bc-authorize`, jti: randomUUID(), iat: now };
  return { key: proofKey.privateKey, good, typ: { typ: 'dpop+jwt', jwk: publicJwk(proofKey) } };
}

const names = Object.keys(clients).filter((name) => name !== 'vault') as (keyof typeof clients)[];

/** How a client proves itself, or does not. */
const proof: fc.Arbitrary<{ readonly fields: Fields; readonly headers: Readonly<Record<string, string>> }> =
  fc.oneof(
    {
      arbitrary: fc.constantFrom(...names).map((name) => ({ fields: secretOf(name), headers: {} })),
      weight: 5,
    },
    fc.constantFrom(...names).map((name) => {
      const { client_id, client_secret } = clients[name];
      return { fields: {}, headers: basic(`${client_id}:${client_secret}`) };
    }),
    fc.constant(0).map(() => ({ fields: assertionFields(), headers: {} })),
    fc.constant({ fields: { client_id: 'vault', client_secret: 'x' }, headers: {} }),
    fc.constant({ fields: {}, headers: {} }),
  );

/** Characters that Node lets into a header. */
const headerText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff }))
    .map((code) => String.fromCharCode(code)),
  maxLength: 80,
});
const junk = fc.record(
  {
    Authorization: fc.oneof(
      headerText,
      headerText.map((text) => `Basic ${text}`),
      anyText.map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
      headerText.map((text) => `Bearer ${text}`),
      headerText.map((text) => `DPoP ${text}`),
    ),
    Accept: headerText,
    Cookie: headerText,
    DPoP: headerText,
    Forwarded: headerText,
    'X-Forwarded-Host': headerText,
    'X-HTTP-Method-Override': fc.constantFrom('GET', 'DELETE'),
    'Content-Encoding': fc.constantFrom('identity', 'gzip', 'br', 'x'),
    'If-None-Match': fc.constant('*'),
    Range: fc.constant('bytes=0-1'),
  },
  { requiredKeys: [] },
);

/** A request to an endpoint that takes forms: what it has to have, unless something else took its place. */
export function anyForm(
  standard: Fields,
  ids: fc.Arbitrary<string>,
): fc.Arbitrary<{
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** What nobody but the endpoint may learn. */
  readonly hidden: readonly string[];
}> {
  return fc
    .record({
      proof,
      junk: fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, junk),
      fields: fc.array(
        fc.oneof(
          { arbitrary: field, weight: 3 },
          secretField,
          ids.map((id) => ['auth_req_id', id] as const),
        ),
        { maxLength: 6 },
      ),
      jwt: fc.option(jwtLike),
      type: fc.oneof(
        { arbitrary: fc.constant(FORM_TYPE), weight: 9 },
        headerText,
        fc.constantFrom(
          `${FORM_TYPE}; charset=utf-16`,
          'application/json',
          'multipart/form-data; boundary=x',
        ),
      ),
      spoil: fc.oneof(
        { arbitrary: fc.constant((text: string): string | Buffer => text), weight: 9 },
        fc.uint8Array({ maxLength: 300 }).map(
          (bytes) =>
            (text: string): string | Buffer =>
              Buffer.concat([Buffer.from(text), bytes]),
        ),
      ),
    })
    .map(({ proof: proven, junk: strange, fields, jwt, type, spoil }) => {
      const form = new Map<string, string | undefined>(
        Object.entries({ ...standard, ...proven.fields }) as [string, string][],
      );
      for (const [name, value] of fields) form.set(name, value);
      const headers: Record<string, string> = { 'Content-Type': type, ...strange, ...proven.headers };
      if (jwt?.kind === 'dpop') headers.DPoP = headerSafe(jwt.token);
      else if (jwt) form.set(jwt.kind, jwt.token);
      if (jwt?.kind.includes('hint')) form.delete('login_hint');
      const text = formText(Object.fromEntries([...form].filter(([, value]) => value !== undefined)));
      const hidden = fields
        .filter(([name]) => /hint|code|message|token/.test(name))
        .map(([, value]) => value);
      return { headers, body: spoil(text), hidden: [...hidden, ...(jwt ? [jwt.token] : [])] };
    });
}

/** A text that Node lets into a header. */
export function headerSafe(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
