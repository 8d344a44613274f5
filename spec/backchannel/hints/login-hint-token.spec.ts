import {
  type LoginHintTokenIssuer,
  loginHintTokens,
  type VerifyLoginHintToken,
} from '../../../lib/backchannel/hints/login-hint-token.js';
import { publishedKeys } from '../../../lib/client/keys/published-keys.js';
import { CibaError } from '../../../lib/errors.js';
import type { CibaEvents } from '../../../lib/events.js';
import { ISSUER, seconds } from '../../support/client-assertions.ts';
import { clientKey } from '../../support/client-keys.ts';
import { type FakeKeyServer, fakeKeyServer, keysAnswer } from '../../support/client-remote-keys.ts';
import { refusalOf, signedBy, type TokenWish, tokenOf } from '../../support/hint-tokens.ts';

const OPERATOR = 'https://operator.example.com';
const other = clientKey('PS256', 'second');
const byValue: LoginHintTokenIssuer = { issuer: OPERATOR, jwks: { keys: [signedBy.jwk] } };
const byReference: LoginHintTokenIssuer = { issuer: OPERATOR, jwks_uri: `${OPERATOR}/jwks` };

const good = () => ({ iss: OPERATOR, aud: ISSUER, exp: seconds(60), sub: 'a7' });
const token = (wish: TokenWish = {}): string => tokenOf(good(), wish);
const unverified = ['unknown_user_id', 'The login_hint_token does not verify.'];
const nobody = ['unknown_user_id', 'The login_hint_token names nobody in a form that is read here.'];
const expired = ['expired_login_hint_token', 'The login_hint_token has expired.'];

let server: FakeKeyServer;
let unavailable: CibaEvents['issuerKeysUnavailable'][];
beforeEach(() => {
  server = fakeKeyServer();
  server.answers(keysAnswer([signedBy.jwk]));
  unavailable = [];
});

function verifier(...issuers: readonly LoginHintTokenIssuer[]): VerifyLoginHintToken {
  const keys = publishedKeys({ fetch: server.fetch, now: server.clock.now });
  const emit = (name: string, event: unknown) => {
    expect(name).toBe('issuerKeysUnavailable');
    unavailable.push(event as never);
  };
  return loginHintTokens(issuers, { audience: ISSUER, algorithms: ['ES256', 'PS256'], keys, emit });
}

describe('a login_hint_token that holds', () => {
  it.each<[Readonly<Record<string, unknown>>, object]>([
    [{}, { format: 'iss_sub', iss: OPERATOR, sub: 'a7' }],
    [
      { email: 'a@example.com', phone_number: '+12015550123' },
      { format: 'iss_sub', iss: OPERATOR, sub: 'a7' },
    ],
    [
      { sub: undefined, email: 'a@example.com' },
      { format: 'email', email: 'a@example.com' },
    ],
    [
      { sub: undefined, email: 'a@example.com', email_verified: true, phone_number: '+12015550123' },
      { format: 'email', email: 'a@example.com' },
    ],
    [
      { sub: undefined, email: 'a@example.com', email_verified: false, phone_number: '+12015550123' },
      { format: 'phone_number', phone_number: '+12015550123' },
    ],
    [
      { sub: undefined, phone_number: '+12015550123' },
      { format: 'phone_number', phone_number: '+12015550123' },
    ],
    ...[
      { format: 'iss_sub', iss: 'https://else.example.com', sub: 'b' },
      { format: 'email', email: 'b@example.com' },
      { format: 'phone_number', phone_number: '+12015550199' },
      { format: 'account', uri: 'acct:b@example.com' },
      { format: 'opaque', id: 'b' },
    ].map((sub_id): [Readonly<Record<string, unknown>>, object] => [{ sub_id }, sub_id]),
  ])('says whom it names: %j', async (claims, sub_id) => {
    const full = JSON.parse(JSON.stringify({ ...good(), ...claims }));
    expect(await verifier(byValue)(token({ claims }))).toEqual({ sub_id, claims: full });
  });

  it.each<[string, TokenWish]>([
    ['of the type JWT', { header: { typ: 'JWT' } }],
    ['for several', { claims: { aud: ['x', ISSUER] } }],
    ['without a time of issue', { claims: { iat: undefined } }],
    ['issued long ago', { claims: { iat: seconds(-86_400 * 365) } }],
    ['within ten seconds of its end', { claims: { exp: seconds(-5) } }],
  ])('may be %s', async (_name, wish) => {
    expect(await verifier(byValue)(token(wish))).toMatchObject({ sub_id: { sub: 'a7' } });
  });

  it('is verified by the keys of its own issuer', async () => {
    const second = { issuer: 'https://second.example.com', jwks: { keys: [other.jwk] } };
    const verify = verifier(byValue, second);
    const claims = { iss: second.issuer };
    expect(await verify(token({ claims, key: other }))).toMatchObject({ sub_id: { iss: second.issuer } });
    expect(await refusalOf(verify(token({ claims })))).toEqual(unverified);
    expect(await refusalOf(verify(token({ key: other })))).toEqual(unverified);
  });
});

describe('a login_hint_token is refused', () => {
  it.each<[string, TokenWish]>([
    ['of an issuer that is not listed', { claims: { iss: 'https://else.example.com' } }],
    ['of no issuer', { claims: { iss: undefined } }],
    ['of a list of issuers', { claims: { iss: [OPERATOR] } }],
    ['for somebody else', { claims: { aud: 'https://else.example.com' } }],
    ['for nobody', { claims: { aud: undefined } }],
    ['without an end', { claims: { exp: undefined } }],
    ['that has not begun', { claims: { nbf: seconds(60) } }],
    ['issued in time to come', { claims: { iat: seconds(60) } }],
    ['with a forged signature', { key: { ...clientKey('ES256'), jwk: signedBy.jwk } }],
    ['by a key that is not known', { key: other }],
    ['by no algorithm', { header: { alg: 'none' } }],
    ['by a shared secret', { key: JSON.stringify(signedBy.jwk) }],
    ['typed as an access token', { header: { typ: 'at+jwt' } }],
    ['typed as a client assertion', { header: { typ: 'client-authentication+jwt' } }],
    ['typed as a request', { header: { typ: 'oauth-authz-req+jwt' } }],
    ['that is a security event', { claims: { events: {} } }],
    ['that grants rights', { claims: { scope: 'openid pay' } }],
    ['without claims', { payload: '[]' }],
  ])('%s', async (_name, wish) => {
    expect(await refusalOf(verifier(byValue)(token(wish)))).toEqual(unverified);
  });

  it.each(['', 'alice', 'a.b.c', 'a.b.c.d.e'])('that is no JWT: %j', async (text) => {
    expect(await refusalOf(verifier(byValue)(text))).toEqual(unverified);
  });

  it.each(['constructor', '__proto__', 'undefined', 'null'])('of the issuer %s', async (iss) => {
    expect(await refusalOf(verifier(byValue)(token({ claims: { iss } })))).toEqual(unverified);
    expect(await refusalOf(verifier(byValue)(token({ payload: '{}' })))).toEqual(unverified);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['nobody at all', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no text', { sub: 7 }],
    ['an address in doubt', { sub: undefined, email: 'a@example.com', email_verified: false }],
    ['a number in doubt', { sub: undefined, phone_number: '+12015550123', phone_number_verified: false }],
    ['an address in doubt by text', { sub: undefined, email: 'a@example.com', email_verified: 'false' }],
    ['an address in doubt by nothing', { sub: undefined, email: 'a@example.com', email_verified: null }],
    ['a number in doubt by zero', { sub: undefined, phone_number: '+12015550123', phone_number_verified: 0 }],
    ['half an address', { sub: undefined, email: 'alice' }],
    ['a form that is not known, beside a subject', { sub_id: { format: 'did', url: 'did:example:1' } }],
    ['a form half told, beside a subject', { sub_id: { format: 'email' } }],
    ['text, beside a subject', { sub_id: 'alice' }],
    ['null, beside a subject', { sub_id: null }],
  ])('that names %s', async (_name, claims) => {
    expect(await refusalOf(verifier(byValue)(token({ claims })))).toEqual(nobody);
  });

  it('as expired only where everything else held', async () => {
    const over = { exp: seconds(-60) };
    const verify = verifier(byValue);
    expect(await refusalOf(verify(token({ claims: over })))).toEqual(expired);
    const forged = { key: { ...clientKey('ES256'), jwk: signedBy.jwk }, claims: over };
    expect(await refusalOf(verify(token(forged)))).toEqual(unverified);
    expect(await refusalOf(verify(token({ claims: { ...over, aud: 'x' } })))).toEqual(unverified);
    expect(await refusalOf(verify(token({ claims: { ...over, iss: 'x' } })))).toEqual(unverified);
  });

  it('by an algorithm that its issuer is not listed with', async () => {
    const keys = [signedBy.jwk, other.jwk];
    const narrow = verifier({ ...byValue, jwks: { keys }, algs: ['ES256'] });
    expect(await narrow(token())).toMatchObject({ sub_id: { sub: 'a7' } });
    expect(await refusalOf(narrow(token({ key: other })))).toEqual(unverified);
    const eddsa = clientKey('EdDSA');
    const plain = verifier({ ...byValue, jwks: { keys: [eddsa.jwk] } });
    expect(await refusalOf(plain(token({ key: eddsa })))).toEqual(unverified);
  });
});

describe('the keys of an issuer at its jwks_uri', () => {
  it('are fetched when they are needed, once', async () => {
    const verify = verifier(byReference);
    expect(server.fetched).toEqual([]);
    for (let round = 0; round < 3; round += 1) await verify(token());
    expect(server.fetched).toEqual([byReference.jwks_uri]);
  });

  it('are fetched once again for a kid that is not among them', async () => {
    const verify = verifier(byReference);
    await verify(token());
    server.answers(keysAnswer([other.jwk]));
    expect(await verify(token({ key: other }))).toMatchObject({ sub_id: { sub: 'a7' } });
    for (let n = 0; n < 20; n += 1) {
      const unknown = clientKey('ES256', `unknown-${n}`);
      expect(await refusalOf(verify(token({ key: unknown })))).toEqual(unverified);
    }
    expect(server.fetched).toHaveLength(2);
  });

  it('are not fetched for an issuer that is not listed', async () => {
    await refusalOf(verifier(byReference)(token({ claims: { iss: 'https://else.example.com' } })));
    expect(server.fetched).toEqual([]);
  });

  it('that cannot be had are our trouble and not the fault of the hint, and the host hears of it', async () => {
    server.answers(new Error('operator.example.com: no answer within 5 s'));
    const refused = await verifier(byReference)(token()).catch((error: unknown) => error);
    if (!(refused instanceof CibaError)) throw new Error('not refused');
    expect([refused.error, refused.cause]).toEqual(['temporarily_unavailable', expect.any(Error)]);
    expect(unavailable).toEqual([{ issuer: OPERATOR, reason: 'operator.example.com: no answer within 5 s' }]);
  });
});
