import { revealedBy } from '../../lib/page/app/claims.js';

/** The claims as lines, those within another one behind it. */
const linesOf = (claims: ReturnType<typeof revealedBy>, before = ''): readonly string[] =>
  claims.flatMap(({ name, values, claims: inner }) => {
    const path = before + name;
    return [[path, ...values].join(' = '), ...linesOf(inner, `${path} > `)];
  });

describe('the claims that a client would see', () => {
  it('are those of the ID token and of the userinfo endpoint, each once', () => {
    const claims = {
      id_token: { email: null, name: { essential: true } },
      userinfo: { email: { essential: true } },
    };
    expect(linesOf(revealedBy(claims))).toEqual(['email', 'name']);
  });

  it('are none where they tell of the sign-in alone', () => {
    expect(revealedBy({ id_token: { acr: { value: 'high' }, sub: { value: 'alice' } } })).toEqual([]);
    expect(revealedBy(undefined)).toEqual([]);
  });

  it.each([
    ['a value', { value: 'urn:bank:pay-1000000-EUR', essential: true }, ' = urn:bank:pay-1000000-EUR'],
    ['several values', { values: ['a', 'b'] }, ' = a = b'],
    ['values of other kinds', { values: [7, false, { a: 1 }] }, ' = 7 = false = {"a":1}'],
    ['a value where a wish is expected', 'x', ' = x'],
    ['values where a wish is expected', ['x', ['y']], ' = x = y'],
    ['values that are no list', { values: 'x' }, ' = x'],
  ])('have the values that are asked for: %s', (_what, wish, shown) => {
    expect(linesOf(revealedBy({ id_token: { intent: wish } }))).toEqual([`intent${shown}`]);
  });

  it('have both where two places ask for different values', () => {
    const claims = { id_token: { tax: { value: 1 } }, userinfo: { tax: { value: 2 } } };
    expect(linesOf(revealedBy(claims))).toEqual(['tax = 1', 'tax = 2']);
  });

  const passport = { verification: { trust_framework: { value: 'eidas' } }, claims: { passport: null } };
  const health = {
    verification: { trust_framework: null },
    claims: { health_insurance_number: { value: '7' } },
  };
  it.each([
    ['one set', passport, [' > passport', ' > verification', ' > verification > trust_framework = eidas']],
    [
      'several sets',
      [passport, health],
      [
        ...[' > passport', ' > verification', ' > verification > trust_framework = eidas'],
        ...[' > health_insurance_number = 7', ' > verification', ' > verification > trust_framework'],
      ],
    ],
    [
      'a claim that is called as the other member',
      { verification: { a: null }, claims: { verification: null } },
      [' > verification', ' > verification', ' > verification > a'],
    ],
    ['something else for claims', { claims: 'all' }, [' > claims = all']],
  ])('have what is within verified_claims: %s', (_what, wish, inner) => {
    const lines = inner.map((line) => `verified_claims${line}`);
    expect(linesOf(revealedBy({ userinfo: { verified_claims: wish } }))).toEqual([
      'verified_claims',
      ...lines,
    ]);
  });
});
