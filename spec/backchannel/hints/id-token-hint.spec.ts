import { createPublicKey } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import {
  type IdTokenHintContext,
  verifiedIdTokenHint,
} from '../../../lib/backchannel/hints/id-token-hint.js';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { keySet } from '../../../lib/jwt/key-set.js';
import { ISSUER, seconds } from '../../support/client-assertions.ts';
import { clientKey, rsaClientKey } from '../../support/client-keys.ts';
import { ourKeys, refusalOf, signedBy, type TokenWish, tokenOf } from '../../support/hint-tokens.ts';
import { till } from '../../support/host.js';

const TOLERANCE = 3600;
const context: IdTokenHintContext = {
  issuer: ISSUER,
  keys: ourKeys,
  tolerance: TOLERANCE,
  pairwise: undefined,
};
const good = () => ({ iss: ISSUER, sub: 'alice', aud: till.client_id, exp: seconds(60), iat: seconds() });
const idToken = (wish: TokenWish = {}): string => tokenOf(good(), wish);
const judge = (
  wish: TokenWish | string = {},
  changes: Partial<IdTokenHintContext> = {},
  client: CibaClient = till,
): Promise<string | undefined> =>
  verifiedIdTokenHint(typeof wish === 'string' ? wish : idToken(wish), client, { ...context, ...changes });
const refusal = (wish: TokenWish | string, changes: Partial<IdTokenHintContext> = {}) =>
  refusalOf(judge(wish, changes));
const wrongClaim = (claim: string): readonly [string, string] => [
  'invalid_request',
  `The claim ${claim} of the id_token_hint is missing or wrong.`,
];
const malformed = [
  'invalid_request',
  'The id_token_hint is no signed JWT; one that is encrypted must be decrypted first.',
];
const otherKind = ['invalid_request', 'The id_token_hint is another kind of JWT.'];
const otherAlg = ['invalid_request', 'The id_token_hint uses an algorithm that is not taken.'];
const unknownKey = ['invalid_request', 'The id_token_hint is signed by a key that is not known here.'];
const forged = ['invalid_request', 'The signature of the id_token_hint does not verify.'];
const tooOld = ['unknown_user_id', 'The id_token_hint is too old.'];

describe('an ID token that is a hint', () => {
  it.each<[string, TokenWish]>([
    ['of no type', {}],
    ['of the type JWT', { header: { typ: 'JWT' } }],
    ['of the type jwt', { header: { typ: 'jwt' } }],
    ['of the type application/jwt', { header: { typ: 'application/jwt' } }],
    ['for several', { claims: { aud: ['other-till', 'till'] } }],
    ['for this client in a list', { claims: { aud: ['till'] } }],
    ['that names no key', { header: { kid: undefined } }],
    ['with claims of its own', { claims: { nonce: 'n', acr: '2', email: 'a@example.com', azp: 'x' } }],
    ['that lives for years', { claims: { exp: seconds(10 * 365 * 86_400) } }],
    ['that was issued years ago', { claims: { iat: seconds(-10 * 365 * 86_400) } }],
  ])('names its user: one %s', async (_name, wish) => {
    expect(await judge(wish)).toBe('alice');
  });

  it.each(['ES256', 'PS256', 'RS256', 'EdDSA', 'ES384', 'PS512'])('may be signed by %s', async (alg) => {
    const key = clientKey(alg);
    expect(await judge({ key }, { keys: keySet([signedBy.jwk, key.jwk]) })).toBe('alice');
  });

  it('may have expired, as long ago as is tolerated', async () => {
    const expired = (ago: number) => ({ claims: { exp: seconds(-ago), iat: seconds(-ago - 300) } });
    expect(await judge(expired(1))).toBe('alice');
    expect(await judge(expired(TOLERANCE))).toBe('alice');
    expect(await refusal(expired(TOLERANCE + 11))).toEqual(tooOld);
    expect(await refusal(expired(11), { tolerance: 0 })).toEqual(tooOld);
    expect(await judge(expired(5), { tolerance: 0 })).toBe('alice');
  });
});

describe('what is no ID token of ours for this client', () => {
  it.each<[string, TokenWish, string]>([
    ['a foreign issuer', { claims: { iss: 'https://other.example.com' } }, 'iss'],
    ['our issuer with a slash', { claims: { iss: `${ISSUER}/` } }, 'iss'],
    ['no issuer', { claims: { iss: undefined } }, 'iss'],
    ['another client', { claims: { aud: 'other-till' } }, 'aud'],
    ['other clients', { claims: { aud: ['other-till', 'third'] } }, 'aud'],
    ['a part of its name', { claims: { aud: 'til' } }, 'aud'],
    ['nobody', { claims: { aud: [] } }, 'aud'],
    ['no audience', { claims: { aud: undefined } }, 'aud'],
    ['a number beside it', { claims: { aud: ['till', 5] } }, 'aud'],
    ['a list within the list', { claims: { aud: ['till', ['other-till']] } }, 'aud'],
    ['an object beside it', { claims: { aud: [{ a: 1 }, 'till'] } }, 'aud'],
    ['null beside it', { claims: { aud: [null, 'till'] } }, 'aud'],
    ['an object of its name', { claims: { aud: { till: true } } }, 'aud'],
    ['no subject', { claims: { sub: undefined } }, 'sub'],
    ['an empty subject', { claims: { sub: '' } }, 'sub'],
    ['a subject that is no text', { claims: { sub: ['alice'] } }, 'sub'],
    ['no time of issue', { claims: { iat: undefined } }, 'iat'],
    ['a time of issue to come', { claims: { iat: seconds(60) } }, 'iat'],
    ['a time of issue in words', { claims: { iat: 'now' } }, 'iat'],
    ['no expiry', { claims: { exp: undefined } }, 'exp'],
    ['an expiry in words', { claims: { exp: 'never' } }, 'exp'],
    ['a time that has not begun', { claims: { nbf: seconds(60) } }, 'nbf'],
  ])('is refused: %s', async (_name, wish, claim) => {
    expect(await refusal(wish)).toEqual(wrongClaim(claim));
  });

  it.each<[string, TokenWish, readonly string[]]>([
    ['a forged signature', { key: { ...clientKey('ES256'), jwk: signedBy.jwk } }, forged],
    ['a key nobody knows', { key: clientKey('ES256', 'unknown') }, unknownKey],
    ['no algorithm', { header: { alg: 'none' } }, otherAlg],
    ['a key of another kind', { header: { alg: 'RS256' } }, unknownKey],
    ['critical headers', { header: { crit: ['x'], x: 1 } }, otherAlg],
    ['claims that are a list', { payload: '[]' }, malformed],
    ['claims that are no JSON', { payload: '{' }, malformed],
  ])('is refused: %s', async (_name, wish, refused) => {
    expect(await refusal(wish)).toEqual(refused);
  });

  it('is refused signed by HS256 with the public key for a secret', async () => {
    const rsa = rsaClientKey('RS256');
    const pem = createPublicKey(rsa.privateKey).export({ format: 'pem', type: 'spki' }).toString();
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.jwk)]) {
      const mixed = { key: secret, header: { kid: rsa.jwk.kid } };
      expect(await refusal(mixed, { keys: keySet([rsa.jwk]) })).toEqual(otherAlg);
    }
  });

  it('is refused signed by a key in its own header', async () => {
    const own = clientKey('ES256', 'ours');
    expect(await refusal({ key: own, header: { jwk: own.jwk } })).toEqual(forged);
    expect(await refusal({ key: own, header: { jwk: own.jwk, kid: undefined } })).toEqual(forged);
  });

  it('is refused, whatever it is, where no keys are known', async () => {
    expect(await refusal({}, { keys: keySet([]) })).toEqual(unknownKey);
  });

  it.each(['', 'alice', 'a.b', 'a.b.c', '{"sub":"alice"}', 'a.b.c.d.e'])('is refused: %j', async (text) => {
    expect(await refusal(text)).toEqual(malformed);
  });

  it('is refused though encrypted to our own key', async () => {
    const encrypted = await new CompactEncrypt(Buffer.from(idToken()))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT', kid: signedBy.jwk.kid })
      .encrypt(createPublicKey(signedBy.privateKey));
    expect(await refusal(encrypted)).toEqual(malformed);
  });
});

/** Everything else that this server, or its host, may sign with the same key: each says all that an ID token must. */
describe('another kind of JWT with the claims of an ID token', () => {
  it.each([
    ['at+jwt', 'an access token'],
    ['application/at+jwt', 'an access token'],
    ['AT+JWT', 'an access token'],
    ['logout+jwt', 'a logout token'],
    ['secevent+jwt', 'a security event'],
    ['oauth-authz-req+jwt', 'a request object'],
    ['client-authentication+jwt', 'a client assertion'],
    ['ciba-receipt+jwt', 'a receipt'],
    ['token-introspection+jwt', 'an introspection response'],
    ['dpop+jwt', 'a proof'],
    ['jwk-set+jwt', 'a signed key set'],
    ['id_token+jwt', 'a type that nobody registered'],
    ['JOSE', 'what might be anything'],
  ])('is refused by its type %s: %s', async (typ) => {
    expect(await refusal({ header: { typ } })).toEqual(otherKind);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['an untyped access token', { scope: 'openid pay', client_id: 'till', jti: 'x' }],
    ['one without rights', { scope: '' }],
    ['one of another dialect', { scp: ['pay'] }],
    ['one that names the client it was made for', { client_id: 'other-till' }],
    ['an untyped logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['an untyped introspection response', { token_introspection: { active: true, sub: 'alice' } }],
    ['an untyped proof', { htm: 'POST', htu: 'https://as.example.com/token' }],
    ['half of one', { htu: null }],
  ])('is refused by its claims: %s', async (_name, claims) => {
    expect(await refusal({ claims })).toEqual(otherKind);
    expect(await refusal({ claims, header: { typ: 'JWT' } })).toEqual(otherKind);
  });
});

describe('an ID token for a pairwise client', () => {
  const pairwise: CibaClient = { ...till, subject_type: 'pairwise' };
  const asked: unknown[] = [];
  const reader = {
    subOf: async (pseudonym: string, client: CibaClient) => {
      asked.push([pseudonym, client]);
      return pseudonym === 'p-alice' ? 'alice' : undefined;
    },
  };
  beforeEach(() => {
    asked.length = 0;
  });

  it('names the user whom that client knows by the pseudonym', async () => {
    expect(await judge({ claims: { sub: 'p-alice' } }, { pairwise: reader }, pairwise)).toBe('alice');
    expect(asked).toEqual([['p-alice', pairwise]]);
  });

  it('names nobody by a pseudonym that is none, be it the name of a user', async () => {
    const named = judge({ claims: { sub: 'alice' } }, { pairwise: reader }, pairwise);
    expect(await refusalOf(named)).toEqual(['unknown_user_id', 'The hint does not identify a user.']);
  });

  it('is for the host to read where pseudonyms are its own', async () => {
    expect(await judge({ claims: { sub: 'theirs' } }, {}, pairwise)).toBeUndefined();
  });

  it('is looked at for its pseudonym only once all else held', async () => {
    const old = { claims: { sub: 'p-alice', exp: seconds(-2 * TOLERANCE) } };
    expect(await refusalOf(judge(old, { pairwise: reader }, pairwise))).toEqual(tooOld);
    expect(asked).toEqual([]);
  });

  it('asks for no pseudonym of any other client', async () => {
    for (const subject_type of [undefined, 'public'])
      expect(await judge({}, { pairwise: reader }, { ...till, subject_type })).toBe('alice');
    expect(asked).toEqual([]);
  });
});
