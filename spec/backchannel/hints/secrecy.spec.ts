import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ISSUER, seconds } from '../../support/client-assertions.ts';
import { clientKey } from '../../support/client-keys.ts';
import {
  hintHost,
  hostIdToken,
  hostKey,
  idTokenHint,
  loginHintToken,
  signedBy,
  type TokenWish,
  tokenOf,
} from '../../support/hint-tokens.ts';
import { ask, type Fields } from '../../support/http-requests.js';

const OPERATOR = 'https://operator.example.com';
const forger = clientKey('ES256');

/** Texts that a hint brings with it, each of which would be known again. */
const secrets: string[] = [];
const fresh = (): string => {
  const text = `s${randomBytes(12).toString('hex')}`;
  secrets.push(text);
  return text;
};
const remembered = (token: string): string => {
  secrets.push(...token.split('.').slice(1), token);
  return token;
};

/** An ID token of alice with a claim that is to be told nobody. */
const idToken = ({ claims, ...wish }: TokenWish = {}): Fields =>
  idTokenHint(remembered(hostIdToken({ ...wish, claims: { email: `${fresh()}@example.com`, ...claims } })));
const hintToken = ({ claims, ...wish }: TokenWish = {}): Fields => {
  const good = { iss: OPERATOR, aud: ISSUER, exp: seconds(60), sub: fresh(), phone_number: fresh() };
  return loginHintToken(remembered(tokenOf(good, { ...wish, claims: { ...claims } })));
};

const hints: readonly (readonly [string, () => Fields])[] = [
  ['a login_hint', () => ({ login_hint: fresh() })],
  ['an ID token', () => idToken()],
  ['a forged ID token', () => idToken({ key: { ...forger, jwk: hostKey.jwk } })],
  ['an ID token of a foreign issuer', () => idToken({ claims: { iss: `https://${fresh()}.example.com` } })],
  ['an ID token for somebody else', () => idToken({ claims: { aud: fresh() } })],
  ['an ID token that is too old', () => idToken({ claims: { exp: 1 } })],
  ['an ID token by an unknown key', () => idToken({ header: { kid: fresh() } })],
  ['an access token', () => idToken({ claims: { scope: fresh() } })],
  ['an ID token of a stranger', () => idToken({ claims: { sub: fresh() } })],
  ['text for an ID token', () => idTokenHint(fresh())],
  ['a login_hint_token', () => hintToken()],
  ['a login_hint_token that has expired', () => hintToken({ claims: { exp: 1 } })],
  ['a login_hint_token of nobody we know', () => hintToken({ claims: { iss: fresh() } })],
  [
    'a login_hint_token by a key server that is away',
    () => hintToken({ claims: { iss: `${OPERATOR}/away` } }),
  ],
  ['a login_hint_token in a form of its own', () => hintToken({ claims: { sub_id: { format: fresh() } } })],
  ['text for a login_hint_token', () => loginHintToken(fresh())],
];

describe('a hint', () => {
  const loginHintTokens = [
    { issuer: OPERATOR, jwks: { keys: [signedBy.jwk] } },
    { issuer: `${OPERATOR}/away`, jwks_uri: 'https://localhost:9/jwks' },
  ];

  it.each(hints)('is told to no log, event, approval page or answer: %s', async (_name, hint) => {
    for (const answer of [{ sub: 'alice' }, undefined, new Error('resolveUser of the host fails')]) {
      const seen: unknown[] = [];
      const host = hintHost({
        loginHintTokens,
        caps: false,
        adapter: {
          resolveUser: () => {
            if (answer instanceof Error) throw answer;
            return answer;
          },
          notifyUser: (request) => seen.push(request),
        },
      });
      const res = await ask(host, hint());
      seen.push(
        host.logged,
        host.events,
        res.text,
        res.headers,
        await host.ciba.listRequests({ sub: 'alice' }),
      );
      const told = inspect(seen, { depth: 20, showHidden: true, maxStringLength: null });
      expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
      await host.ciba.close();
    }
  });

  it('is looked for, and would be found', () => {
    expect(secrets.length).toBeGreaterThan(hints.length);
    expect(inspect([{ deep: { text: `x${secrets[0]}y` } }])).toContain(secrets[0]);
  });
});
