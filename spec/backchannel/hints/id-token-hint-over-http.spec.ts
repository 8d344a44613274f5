import { createPublicKey } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { seconds } from '../../support/client-assertions.ts';
import { clientKey } from '../../support/client-keys.ts';
import {
  expectHintRefused,
  type HintHost,
  hintHost,
  hostIdToken,
  hostKey,
  idTokenHint,
  type TokenWish,
} from '../../support/hint-tokens.ts';
import { otherTill, testHost, till } from '../../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { jwks } from '../../support/http-keys.js';
import { ask, poll, start, startApproved } from '../../support/http-requests.js';
import {
  askSigned,
  requestClaims,
  requestObject,
  signers,
  startSigned,
} from '../../support/signed-request.js';

const MONTH = 2_592_000;
const otherKind = ['invalid_request', 'The id_token_hint is another kind of JWT.'] as const;
const otherAlg = ['invalid_request', 'The id_token_hint uses an algorithm that is not taken.'] as const;
const unknownKey = [
  'invalid_request',
  'The id_token_hint is signed by a key that is not known here.',
] as const;
const forged = ['invalid_request', 'The signature of the id_token_hint does not verify.'] as const;
const tooOld = ['unknown_user_id', 'The id_token_hint is too old.'] as const;
const malformed = [
  'invalid_request',
  'The id_token_hint is no signed JWT; one that is encrypted must be decrypted first.',
] as const;
const wrongClaim = (claim: string) =>
  ['invalid_request', `The claim ${claim} of the id_token_hint is missing or wrong.`] as const;

/** The ID token that an earlier flow ended in. */
async function earlierIdToken(host: HintHost, sub = 'alice'): Promise<string> {
  const { authReqId } = await startApproved(host, {}, sub);
  const { body } = await poll(host, authReqId);
  host.hints.length = 0;
  host.notified.length = 0;
  return body.id_token;
}

describe('an ID token out of an earlier flow', () => {
  it('is a hint that resolveUser gets with its sub, and the request is for that user', async () => {
    const host = hintHost();
    const id_token_hint = await earlierIdToken(host);
    const { id } = await start(host, idTokenHint(id_token_hint));
    expect(host.hints).toEqual([{ id_token_hint, sub: 'alice' }]);
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ user: { sub: 'alice' } });
  });

  it.each(Object.values(jwks))('is one whatever it is signed by: $alg', async (key) => {
    const host = hintHost({ idToken: { keys: [key] } });
    const id_token_hint = await earlierIdToken(host);
    await start(host, idTokenHint(id_token_hint));
    expect(host.hints).toEqual([{ id_token_hint, sub: 'alice' }]);
  });

  it('is one at any process of the server', async () => {
    const id_token_hint = await earlierIdToken(hintHost());
    const other = hintHost();
    await start(other, idTokenHint(id_token_hint));
    expect(other.hints).toEqual([{ id_token_hint, sub: 'alice' }]);
  });

  it('is none for another client', async () => {
    const host = hintHost();
    const hint = idTokenHint(await earlierIdToken(host));
    host.events.length = 0;
    const res = await ask(host, hint, { client: otherTill });
    await expectHintRefused(host, res, wrongClaim('aud'));
  });

  it('is none at another issuer, though it has the same key', async () => {
    const hint = idTokenHint(await earlierIdToken(hintHost()));
    const host = hintHost({ issuer: 'https://other.example.com' });
    await expectHintRefused(host, await ask(host, hint), wrongClaim('iss'));
  });

  it('is one within a signed request as well, and judged there by the same rules', async () => {
    const signer = signers.ES256;
    const host = hintHost({ clients: [signer.client] });
    const aud = signer.client.client_id;
    const hinted = (wish: TokenWish) => ({
      claims: { login_hint: undefined, id_token_hint: hostIdToken(wish) },
    });
    await startSigned(host, signer, hinted({ claims: { aud } }));
    expect(host.hints).toEqual([{ id_token_hint: expect.any(String), sub: 'alice' }]);
    for (const claims of [{}, { aud, scope: 'openid' }]) {
      const res = await askSigned(host, signer, hinted({ claims }));
      expectRefusal(res, [400, 'invalid_request']);
    }
    expectRefusal(await askSigned(host, signer, hinted({ claims: { aud, exp: 1 } })), [
      400,
      'unknown_user_id',
    ]);
    expect(host.hints).toHaveLength(1);
  });
});

describe('an ID token that has expired', () => {
  const expired = (ago: number) => idTokenHint({ claims: { exp: seconds(-ago), iat: seconds(-ago - 60) } });

  it('is a hint for thirty days', async () => {
    const host = hintHost();
    await start(host, expired(60));
    await start(host, expired(MONTH - 60));
    expect(host.hints).toHaveLength(2);
  });

  it('is none after that', async () => {
    const host = hintHost();
    await expectHintRefused(host, await ask(host, expired(MONTH + 60)), tooOld);
  });

  it('is one for as long as idTokenHintTolerance says', async () => {
    const host = hintHost({ idTokenHintTolerance: 3600 });
    await start(host, expired(3500));
    host.hints.length = 0;
    host.notified.length = 0;
    host.events.length = 0;
    expectRefusal(await ask(host, expired(3700)), [400, tooOld[0]], { description: tooOld[1] });
    const strict = hintHost({ idTokenHintTolerance: 0 });
    await expectHintRefused(strict, await ask(strict, expired(60)), tooOld);
    await start(strict, expired(0));
  });
});

describe('an id_token_hint is refused', () => {
  it.each<[string, TokenWish, readonly [string, string]]>([
    ['that is forged', { key: { ...clientKey('ES256'), jwk: hostKey.jwk } }, forged],
    ['by a key of somebody else', { key: clientKey('ES256', 'theirs') }, unknownKey],
    ['of a foreign issuer', { claims: { iss: 'https://else.example.com' } }, wrongClaim('iss')],
    ['for another client', { claims: { aud: otherTill.client_id } }, wrongClaim('aud')],
    ['with a number among its audiences', { claims: { aud: [till.client_id, 5] } }, wrongClaim('aud')],
    ['with an object among its audiences', { claims: { aud: [{}, till.client_id] } }, wrongClaim('aud')],
    ['that names nobody', { claims: { sub: undefined } }, wrongClaim('sub')],
    ['that never ends', { claims: { exp: undefined } }, wrongClaim('exp')],
    ['that is an access token', { header: { typ: 'at+jwt' } }, otherKind],
    ['that is an access token without a type', { claims: { scope: 'openid', client_id: 'till' } }, otherKind],
    ['that is a logout token', { header: { typ: 'logout+jwt' } }, otherKind],
    ['that is a logout token without a type', { claims: { events: { x: {} } } }, otherKind],
    ['that is a request object', { header: { typ: 'oauth-authz-req+jwt' } }, otherKind],
    ['that is a receipt', { header: { typ: 'ciba-receipt+jwt' } }, otherKind],
    ['that is an introspection response', { header: { typ: 'token-introspection+jwt' } }, otherKind],
    ['that is one without a type', { claims: { token_introspection: { sub: 'alice' } } }, otherKind],
    ['signed by nobody', { header: { alg: 'none' } }, otherAlg],
    [
      'signed with our public key for a secret',
      { key: JSON.stringify(hostKey.jwk), header: { kid: 'k1' } },
      otherAlg,
    ],
  ])('%s', async (_name, wish, refused) => {
    const host = hintHost();
    await expectHintRefused(host, await ask(host, idTokenHint(wish)), refused);
  });

  it('that is the HMAC of our public key in PEM', async () => {
    const host = hintHost();
    const pem = createPublicKey(hostKey.privateKey).export({ format: 'pem', type: 'spki' }).toString();
    const hint = idTokenHint({ key: pem, header: { kid: 'k1' } });
    await expectHintRefused(host, await ask(host, hint), otherAlg);
  });

  it('that is the HMAC of the client secret', async () => {
    const host = hintHost();
    const hint = idTokenHint({ key: till.client_secret, header: { kid: 'k1' } });
    await expectHintRefused(host, await ask(host, hint), otherAlg);
  });

  it('that is a request object of the client itself, even by a key that is taken', async () => {
    const signer = signers.ES256;
    const { client } = signer;
    const { backchannel_authentication_request_signing_alg: _alg, ...plain } = client;
    const host = hintHost({ clients: [plain], idTokenHintKeys: [signer.key.jwk] });
    for (const claims of [{}, { sub: 'alice', aud: client.client_id }]) {
      const hint = idTokenHint(requestObject(signer, { claims: { ...requestClaims(signer), ...claims } }));
      expectRefusal(await ask(host, hint, { client: plain }), [400, 'invalid_request']);
    }
    expect(host.hints).toEqual([]);
  });

  it('that is encrypted, though it is ours', async () => {
    const host = hintHost();
    const encrypted = await new CompactEncrypt(Buffer.from(hostIdToken()))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(createPublicKey(hostKey.privateKey));
    await expectHintRefused(host, await ask(host, idTokenHint(encrypted)), malformed);
  });

  it('that is no token at all', async () => {
    const host = hintHost();
    await expectHintRefused(host, await ask(host, idTokenHint('alice@example.com')), malformed);
  });

  it('whatever it is, where nobody is known to sign any', async () => {
    const host = hintHost({ idToken: { keys: [] } });
    expect(host.logged).toHaveLength(1);
    host.logged.length = 0;
    await expectHintRefused(host, await ask(host, idTokenHint()), unknownKey);
  });
});

describe('idTokenHintKeys', () => {
  const retired = clientKey('RS256', 'retired');
  const hint = idTokenHint({ key: retired });

  it.each([
    ['a list', [retired.jwk]],
    ['a JWK Set', { keys: [retired.jwk] }],
  ])('has a key that signs no more still verify: %s', async (_name, idTokenHintKeys) => {
    const host = hintHost({ idTokenHintKeys });
    await start(host, hint);
    await start(host, idTokenHint());
    expect(host.hints.map(({ sub }) => sub)).toEqual(['alice', 'alice']);
  });

  it('stand alone where the host signs ID tokens itself', async () => {
    const host = hintHost({ idToken: { keys: [] }, idTokenHintKeys: [retired.jwk] });
    await start(host, hint);
    expect(host.hints).toEqual([{ id_token_hint: hint.id_token_hint, sub: 'alice' }]);
  });

  it('may name a key as another one is named', async () => {
    const twin = clientKey('ES256', 'k1');
    const host = hintHost({ idTokenHintKeys: [twin.jwk] });
    await start(host, idTokenHint({ key: twin }));
    await start(host, idTokenHint());
  });

  it('are not published', () => {
    const { ciba } = hintHost({ idTokenHintKeys: [retired.jwk] });
    expect(JSON.stringify(ciba.jwks())).not.toContain('retired');
  });

  it('without it the key is not known', async () => {
    const host = hintHost();
    await expectHintRefused(host, await ask(host, hint), unknownKey);
  });
});

describe('the user of an id_token_hint', () => {
  it.each([{ sub: 'bob' }, { sub: 'ALICE' }, { sub: 'alice ' }])(
    'is no other than the one it names: %j is a fault of the host',
    async (user) => {
      const host = testHost({ adapter: { resolveUser: () => user } });
      const res = await ask(host, idTokenHint());
      expectRefusal(res, [500, 'server_error']);
      expectLogged(host, 'adapter.resolveUser failed', res);
      await expectNothingAsked(host);
    },
  );

  it.each([undefined, null])('is nobody where the host does not know them any more: %s', async (nobody) => {
    const host = testHost({ adapter: { resolveUser: () => nobody } });
    expectRefusal(await ask(host, idTokenHint()), [400, 'unknown_user_id']);
    expect(host.logged).toEqual([]);
    await expectNothingAsked(host);
  });

  it('may be refused by the host, in its own words', async () => {
    const host = hintHost({ allowedHints: () => ['id_token_hint'] });
    await start(host, idTokenHint());
    expect(host.hints).toHaveLength(1);
  });
});
