import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { newSigningKey } from '../../examples/fapi-host/signing-key.js';
import { configuredUsers, hostUsers, isRightUserCode } from '../../examples/fapi-host/users.js';
import { ALICE } from './support/fapi-host.js';

const issuer = 'https://localhost:1';
const key = newSigningKey('ES256');
const configured = configuredUsers([ALICE, { sub: 'bob' }]);
const [alice, bob] = configured;
const users = hostUsers(configured, issuer, key);
const context = { client: { client_id: 'c1' } };

describe('the users of the FAPI host', () => {
  it.each([
    ['alice', alice],
    ['alice@example.com', alice],
    ['bob', undefined],
    ['constructor', undefined],
  ])('are found by their login hints: %s', async (login_hint, user) => {
    expect(await users.byHint({ login_hint }, context)).toBe(user);
  });

  it('are found by no login_hint_token', async () => {
    expect(await users.byHint({ login_hint_token: 'alice' }, context)).toBeUndefined();
  });

  const idToken = (
    sub: string,
    { iss = issuer, aud = 'c1' as string | string[], by = key.privateKey as KeyObject },
  ) =>
    new SignJWT({ sub })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid })
      .setIssuer(iss)
      .setAudience(aud)
      .setIssuedAt(1000)
      .setExpirationTime(1300)
      .sign(by);

  it('are found by an ID token of this host for this client, even an old one', async () => {
    expect(await users.byHint({ id_token_hint: await idToken('alice', {}) }, context)).toBe(alice);
    const several = { aud: ['c2', 'c1'] };
    expect(await users.byHint({ id_token_hint: await idToken('bob', several) }, context)).toBe(bob);
    expect(await users.byHint({ id_token_hint: await idToken('gone', {}) }, context)).toBeUndefined();
  });

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  it.each([
    ['of another issuer', { iss: 'https://other.example.com' }],
    ['for another client', { aud: 'c2' }],
    ['by another key', { by: privateKey }],
  ])('are not found by an ID token %s', async (_what, changes) => {
    const id_token_hint = await idToken('alice', changes);
    await expect(users.byHint({ id_token_hint }, context)).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });

  it.each([
    ['no JWT', 'alice'],
    [
      'an unsigned one',
      `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"sub":"alice"}').replaceAll('=', '')}.`,
    ],
  ])('are not found by %s', async (_what, id_token_hint) => {
    await expect(users.byHint({ id_token_hint }, context)).rejects.toMatchObject({
      error: 'invalid_request',
    });
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
