import { describe, expect, it } from '@jest/globals';
import { configuredUsers, hostUsers, isRightUserCode } from '../../examples/fapi-host/users.js';
import { ALICE } from './support/fapi-host.js';

const issuer = 'https://localhost:1';
const login_hints = [
  ...ALICE.login_hints,
  '+4915112345678',
  'acct:alice@example.com',
  '{"username":"alice"}',
];
const configured = configuredUsers([{ ...ALICE, login_hints }, { sub: 'bob' }]);
const [alice, bob] = configured;
const users = hostUsers(configured, issuer);

describe('the users of the FAPI host', () => {
  it.each([
    ['alice', alice],
    ['alice@example.com', alice],
    ['acct:alice@example.com', alice],
    ['{"username":"alice"}', alice],
    ['bob', undefined],
    ['constructor', undefined],
  ])('are found by their login hints as the configuration has them: %s', (login_hint, user) => {
    expect(users.byHint({ login_hint })).toBe(user);
  });

  it.each([
    ['mailto:alice@example.com', alice],
    ['tel:+49-151-12345678', alice],
    ['mailto:bob@example.com', undefined],
  ])('are found by the URI of a login hint: %s', (login_hint, user) => {
    expect(users.byHint({ login_hint })).toBe(user);
  });

  it.each([
    [{ format: 'email', email: 'alice@example.com' }, alice],
    [{ format: 'phone_number', phone_number: '+4915112345678' }, alice],
    [{ format: 'account', uri: 'acct:alice@example.com' }, alice],
    [{ format: 'opaque', id: 'alice' }, alice],
    [{ format: 'iss_sub', iss: issuer, sub: 'alice' }, alice],
    [{ format: 'iss_sub', iss: `${issuer}/`, sub: 'bob' }, bob],
    [{ format: 'iss_sub', iss: `${issuer}//`, sub: 'alice' }, undefined],
    [{ format: 'iss_sub', iss: 'https://other.example.com', sub: 'alice' }, undefined],
    [{ format: 'iss_sub', iss: issuer, sub: 'alice@example.com' }, undefined],
    [{ format: 'opaque', id: 'bob' }, undefined],
  ])('are found by a subject identifier: %j', (identifier, user) => {
    expect(users.byHint({ login_hint: JSON.stringify(identifier) })).toBe(user);
  });

  it.each(['{"username":"bob"}', '{', 'mailto:alice'])(
    'are not found by what nobody can read: %s',
    (login_hint) => {
      expect(() => users.byHint({ login_hint })).toThrow(
        expect.objectContaining({ error: 'unknown_user_id' }),
      );
    },
  );

  it.each([
    ['alice', alice],
    ['bob', bob],
    ['gone', undefined],
  ])('are found by the subject of a verified ID token: %s', (sub, user) => {
    expect(users.byHint({ id_token_hint: 'verified', sub })).toBe(user);
  });

  it('are found by no login_hint_token', () => {
    expect(users.byHint({ login_hint_token: 'alice' })).toBeUndefined();
  });

  it.each([
    [alice, '1234', true],
    [alice, '1235', false],
    [alice, '12345', false],
    [alice, undefined, false],
    [bob, undefined, true],
    [bob, '1234', false],
  ])('have the user codes of the configuration: %j %s', (user, code, isRight) => {
    expect(isRightUserCode(user!, code)).toBe(isRight);
  });
});
