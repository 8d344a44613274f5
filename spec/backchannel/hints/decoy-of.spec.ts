import { describe, expect, it } from '@jest/globals';
import type { UserHint } from '../../../lib/adapter.js';
import { decoysOf } from '../../../lib/backchannel/hints/decoy-of.js';
import { resolveUser } from '../../../lib/backchannel/hints/resolve-user.js';
import { keySet } from '../../../lib/jwt/key-set.js';
import { isDecoy } from '../../../lib/request/decoy.js';
import { ISSUER, seconds } from '../../support/client-assertions.ts';
import { hostIdToken, hostKey, type TokenWish } from '../../support/hint-tokens.ts';
import { till } from '../../support/host.js';

const key = Buffer.alloc(32, 1);
const nothing = new URLSearchParams();
const of = (hint: UserHint, params = nothing, by = key): string => decoysOf(by)(hint, params);
const email = { format: 'email', email: 'nobody@example.com' } as const;

describe('the decoy of a hint', () => {
  it.each<[string, UserHint, UserHint]>([
    ['is the same again', { login_hint: 'nobody' }, { login_hint: 'nobody' }],
    ['is the same in capitals', { login_hint: 'nobody' }, { login_hint: 'NoBody' }],
    [
      'is the same for a number however it is written',
      { login_hint: 'tel:+15550100' },
      { login_hint: 'tel:+1-555-0100' },
    ],
    [
      'is the same for an address by whichever hint',
      { login_hint: 'mailto:nobody@example.com' },
      { login_hint_token: 'a', sub_id: email },
    ],
    [
      'is the same for a token that was signed anew',
      { login_hint_token: 'a', sub_id: email },
      { login_hint_token: 'b', sub_id: email, claims: {} },
    ],
    [
      'is the same for an ID token that was issued anew',
      { id_token_hint: 'a', sub: 's' },
      { id_token_hint: 'b', sub: 's' },
    ],
    ['is the same for what cannot be read', { login_hint: 'mailto:' }, { login_hint: 'MAILTO:' }],
  ])('%s', (_what, one, other) => {
    expect(of(one)).toBe(of(other));
    expect(isDecoy(of(one))).toBe(true);
  });

  it.each<[string, UserHint, UserHint]>([
    ['of another text', { login_hint: 'nobody' }, { login_hint: 'nobody2' }],
    ['of another token', { login_hint_token: 'a' }, { login_hint_token: 'b' }],
    ['of another user', { id_token_hint: 'a', sub: 's' }, { id_token_hint: 'a', sub: 't' }],
    ['of none', { login_hint: 'nobody' }, {}],
  ])('is not that %s', (_what, one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it('tells nobody without the key what it stands for', () => {
    expect(of({ login_hint: 'nobody' })).toMatch(/^urn:express-ciba:decoy:[\w-]{43}$/);
    expect(of({ login_hint: 'nobody' }, nothing, Buffer.alloc(32, 2))).not.toBe(of({ login_hint: 'nobody' }));
  });

  it('is found by parameters of the host’s own where there is no hint', () => {
    const params = (employee: string, rest = '') =>
      new URLSearchParams(`employee=${employee}&scope=openid${rest}`);
    const first = of({}, params('7'));
    expect(of({}, params('7', '&binding_message=A&client_id=till&jti=x'))).toBe(first);
    expect(of({}, params('8'))).not.toBe(first);
  });
});

describe('a pseudonym that is nobody’s any more', () => {
  const resolved = (wish: TokenWish, decoyOf: ReturnType<typeof decoysOf> | undefined) =>
    resolveUser(
      { id_token_hint: hostIdToken(wish) },
      { values: { scope: ['openid'] }, params: nothing, client: { ...till, subject_type: 'pairwise' } },
      {
        host: { resolveUser: async () => ({ sub: 'alice' }) },
        hints: {
          idTokenHint: {
            issuer: ISSUER,
            keys: keySet([hostKey.jwk]),
            tolerance: 60,
            pairwise: { subOf: async () => undefined },
          },
          loginHintToken: undefined,
        },
        config: { decoyOf },
      },
    );

  it('is a decoy where unknown users are hidden, always the same one', async () => {
    const decoyOf = decoysOf(key);
    const decoy = { user: { sub: decoyOf({ sub: 'alice' }, nothing) }, isDecoy: true };
    expect(await resolved({}, decoyOf)).toEqual(decoy);
    expect(await resolved({ claims: { iat: seconds(-5) } }, decoyOf)).toEqual(decoy);
  });

  it('is an unknown user where they are not, and so is a token that is too old in either case', async () => {
    await expect(resolved({}, undefined)).rejects.toMatchObject({ error: 'unknown_user_id' });
    const old = { claims: { iat: seconds(-7200), exp: seconds(-3600) } };
    await expect(resolved(old, decoysOf(key))).rejects.toMatchObject({ error: 'unknown_user_id' });
  });
});
