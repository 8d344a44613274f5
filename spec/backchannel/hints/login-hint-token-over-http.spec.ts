import type { LoginHintTokenIssuer } from '../../../lib/backchannel/hints/login-hint-token.js';
import { ISSUER, seconds } from '../../support/client-assertions.ts';
import { type KeyServer, keyPage, keyServer } from '../../support/client-key-server.ts';
import { clientKey } from '../../support/client-keys.ts';
import {
  expectHintRefused,
  type HintHost,
  hintHost,
  loginHintToken,
  signedBy,
  type TokenWish,
  tokenOf,
} from '../../support/hint-tokens.ts';
import { expectLogged, expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, start } from '../../support/http-requests.js';
import { askSigned, signers, startSigned } from '../../support/signed-request.js';

const OPERATOR = 'https://operator.example.com';
const byValue: LoginHintTokenIssuer = { issuer: OPERATOR, jwks: { keys: [signedBy.jwk] } };
const unverified = ['unknown_user_id', 'The login_hint_token does not verify.'] as const;
const nobody = ['unknown_user_id', 'The login_hint_token names nobody in a form that is read here.'] as const;
const expired = ['expired_login_hint_token', 'The login_hint_token has expired.'] as const;

const claimsOf = (claims = {}) => ({ iss: OPERATOR, aud: ISSUER, exp: seconds(60), sub: 'a7', ...claims });
const token = (wish: TokenWish = {}): string => tokenOf(claimsOf(), wish);

describe('a login_hint_token of an issuer that is listed', () => {
  let host: HintHost;
  beforeEach(() => {
    host = hintHost({ loginHintTokens: [byValue] });
  });

  it.each([
    { format: 'iss_sub', iss: OPERATOR, sub: 'b' },
    { format: 'email', email: 'b@example.com' },
    { format: 'phone_number', phone_number: '+12015550199' },
    { format: 'account', uri: 'acct:b@example.com' },
    { format: 'opaque', id: 'b' },
  ])('reaches resolveUser with whom it names: $format', async (sub_id) => {
    const login_hint_token = token({ claims: { sub_id } });
    await start(host, loginHintToken(login_hint_token));
    expect(host.hints).toEqual([{ login_hint_token, sub_id, claims: expect.objectContaining({ sub_id }) }]);
  });

  it.each([
    [{}, { format: 'iss_sub', iss: OPERATOR, sub: 'a7' }],
    [
      { sub: undefined, email: 'a@example.com' },
      { format: 'email', email: 'a@example.com' },
    ],
    [
      { sub: undefined, phone_number: '+12015550123' },
      { format: 'phone_number', phone_number: '+12015550123' },
    ],
  ])('may name them by the plain claims %j', async (claims, sub_id) => {
    const login_hint_token = token({ claims });
    await start(host, loginHintToken(login_hint_token));
    const told = JSON.parse(JSON.stringify(claimsOf(claims)));
    expect(host.hints).toEqual([{ login_hint_token, sub_id, claims: { ...told, exp: expect.any(Number) } }]);
  });

  it.each<[string, TokenWish, readonly [string, string]]>([
    ['that has expired', { claims: { exp: seconds(-60) } }, expired],
    [
      'that has expired for somebody else',
      { claims: { exp: 1, aud: 'https://else.example.com' } },
      unverified,
    ],
    ['for somebody else', { claims: { aud: 'https://else.example.com' } }, unverified],
    ['of somebody else', { claims: { iss: 'https://else.example.com' } }, unverified],
    ['that is forged', { key: { ...clientKey('ES256'), jwk: signedBy.jwk } }, unverified],
    [
      'that is forged, and has expired',
      { key: { ...clientKey('ES256'), jwk: signedBy.jwk }, claims: { exp: 1 } },
      unverified,
    ],
    ['that nobody signed', { header: { alg: 'none' } }, unverified],
    ['that is an access token', { header: { typ: 'at+jwt' } }, unverified],
    ['that names nobody', { claims: { sub: undefined } }, nobody],
  ])('is refused %s', async (_name, wish, refused) => {
    await expectHintRefused(host, await ask(host, loginHintToken(token(wish))), refused);
  });

  it('is refused where it is no token at all', async () => {
    await expectHintRefused(host, await ask(host, loginHintToken('alice')), unverified);
  });
});

describe('the keys of such an issuer on a server of its own', () => {
  let server: KeyServer;
  let published: unknown[];
  let host: HintHost;

  beforeAll(async () => {
    server = await keyServer({ '/jwks': keyPage(() => published) });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    published = [signedBy.jwk];
    (server.asked as string[]).length = 0;
    host = at('/jwks');
  });
  afterEach(() => host.ciba.close());
  const at = (path: string): HintHost =>
    hintHost({
      outbound: { allowLoopback: true, ca: server.authority.cert },
      loginHintTokens: [{ issuer: OPERATOR, jwks_uri: server.at(path) }],
    });

  it('are fetched once', async () => {
    for (let round = 0; round < 3; round += 1) await start(host, loginHintToken(token()));
    expect(server.asked).toEqual(['/jwks']);
  });

  it('are fetched once more for a kid that came later', async () => {
    await start(host, loginHintToken(token()));
    const later = clientKey('ES256', 'later');
    published = [later.jwk];
    await start(host, loginHintToken(token({ key: later })));
    const unknown = loginHintToken(token({ key: clientKey('ES256', 'unknown') }));
    expectRefusal(await ask(host, unknown), [400, unverified[0]], { description: unverified[1] });
    expect(server.asked).toEqual(['/jwks', '/jwks']);
    expect(host.hints).toHaveLength(2);
  });

  it('that cannot be had are 503, an event and a line in the log, of which none tells the hint', async () => {
    await host.ciba.close();
    host = at('/gone');
    const login_hint_token = token();
    const res = await ask(host, loginHintToken(login_hint_token));
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    const reason = 'the key server answered 404';
    expect(host.events).toEqual([['issuerKeysUnavailable', { issuer: OPERATOR, reason }]]);
    expectLogged(host, reason, res);
    expect(String(host.logged)).not.toContain(login_hint_token.slice(-20));
    await expectNothingAsked(host);
  });
});

describe('a login_hint_token', () => {
  it('is for resolveUser to judge where no issuers are listed', async () => {
    const host = hintHost();
    await start(host, loginHintToken('a.b.c'));
    expect(host.hints).toEqual([{ login_hint_token: 'a.b.c' }]);
  });

  it('is judged by the same rules within a signed request', async () => {
    const signer = signers.ES256;
    const host = hintHost({ clients: [signer.client], loginHintTokens: [byValue] });
    const hinted = (wish: TokenWish = {}) => ({
      claims: { login_hint: undefined, login_hint_token: token(wish) },
    });
    await startSigned(host, signer, hinted());
    expect(host.hints).toMatchObject([{ sub_id: { format: 'iss_sub', iss: OPERATOR, sub: 'a7' } }]);
    const over = hinted({ claims: { exp: seconds(-60) } });
    expectRefusal(await askSigned(host, signer, over), [400, expired[0]]);
    const foreign = hinted({ claims: { iss: 'https://else.example.com' } });
    expectRefusal(await askSigned(host, signer, foreign), [400, unverified[0]]);
    expect(host.hints).toHaveLength(1);
  });
});
