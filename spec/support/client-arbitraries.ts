import fc from 'fast-check';
import { JWT_BEARER } from './client-assertions.ts';

/** Values that mean something somewhere, and any others. */
const likely = fc.constantFrom<unknown>(
  ...['', 'ES256', 'none', 'HS256', 'signs-ES256', 'till', 'at+jwt', 'https://as.example.com'],
  ...[0, -1, 1e300, Date.now(), Date.now() / 1000 + 60, null, true, [], {}, ['b64'], '\u0000', '"\\'],
);
const value = fc.oneof(likely, fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary', maxLength: 50 }));

type Members = Readonly<Record<string, unknown>>;

function members(...names: readonly string[]): fc.Arbitrary<Members> {
  return fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 4 });
}

/** Members to be put into the header of a JWT. */
export const anyHeader = members(
  ...['alg', 'kid', 'typ', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'cty', 'zip', 'enc', '__proto__'],
);

/** Members to be put into the claims of a JWT. */
export const anyClaims = members(
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'client_id',
    'cnf',
    'request',
    '__proto__',
    'constructor',
  ],
);

const alphabet = fc.string({ unit: fc.constantFrom(...'eyJhbGciOi.-_=+/ %AZ09\n\u00e9'), maxLength: 200 });

type Spoil = (token: string) => string;

/** What becomes of a JWT on its way: nothing, or parts are lost, exchanged, cut and stuffed. */
export const spoiling: fc.Arbitrary<Spoil> = fc.oneof(
  fc.constant<Spoil>((token) => token),
  alphabet.map(
    (text): Spoil =>
      () =>
        text,
  ),
  fc.nat(3).map(
    (n): Spoil =>
      (token) =>
        token.split('.').slice(0, n).join('.'),
  ),
  fc.tuple(fc.nat(600), alphabet).map(
    ([at, text]): Spoil =>
      (token) =>
        token.slice(0, at) + text + token.slice(at),
  ),
  fc.nat(600).map(
    (at): Spoil =>
      (token) =>
        token.slice(0, at) + token.slice(at + 1),
  ),
  fc.array(fc.nat(4), { maxLength: 6 }).map(
    (order): Spoil =>
      (token) =>
        reordered(token, order),
  ),
);

function reordered(token: string, order: readonly number[]): string {
  const parts = token.split('.');
  return order.map((n) => parts[n] ?? '').join('.');
}

/** Parameters that stand beside an assertion. */
export const anythingBeside = fc.record(
  {
    client_assertion_type: fc.oneof(fc.constant(JWT_BEARER), fc.string()),
    client_id: fc.oneof(fc.constantFrom('signs-ES256', 'till'), fc.string()),
    client_secret: fc.string(),
    scope: fc.string(),
    login_hint: fc.string(),
  },
  { requiredKeys: [] },
);
