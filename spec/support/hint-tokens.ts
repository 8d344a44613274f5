import type { Response } from 'supertest';
import type { CibaAdapter, UserHint } from '../../lib/adapter.js';
import { CibaError } from '../../lib/errors.js';
import { keySet } from '../../lib/jwt/key-set.js';
import { ISSUER, seconds } from './client-assertions.ts';
import { jws } from './client-jws.ts';
import { type ClientKey, clientKey } from './client-keys.ts';
import { signingKey, signingKeyObject, type TestHost, type TestHostOptions, testHost, till } from './host.js';
import { expectNothingAsked, expectRefusal } from './http-answers.js';
import type { Fields } from './http-requests.js';

/** How a token differs from a good one. */
export interface TokenWish {
  /** Instead of the good claims, and beside them; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Likewise for the header. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The text of the payload in place of all claims. */
  readonly payload?: string;
  /** What it is signed by; a text is the secret of an HS algorithm. */
  readonly key?: ClientKey | string;
}

/** The key by which the specs of hints have ID tokens signed. */
export const signedBy = clientKey('ES256', 'ours');

/** It, as what verifies. */
export const ourKeys = keySet([signedBy.jwk]);

const { d: _d, ...signingJwk } = signingKey;

/** The key of the tests' hosts. */
export const hostKey = { alg: 'ES256', privateKey: signingKeyObject, jwk: signingJwk as ClientKey['jwk'] };

/** What a good ID token of a test host for the till says. OpenID Connect Core 1.0 §2. */
export function idTokenClaims(): Readonly<Record<string, unknown>> {
  return { iss: ISSUER, sub: 'alice', aud: till.client_id, iat: seconds(), exp: seconds(60) };
}

/** An ID token of a test host. */
export function hostIdToken(wish: TokenWish = {}): string {
  return tokenOf(idTokenClaims(), { key: hostKey, ...wish });
}

/** A form with an `id_token_hint` and no other. */
export function idTokenHint(wish: TokenWish | string = {}): Fields {
  return { login_hint: undefined, id_token_hint: typeof wish === 'string' ? wish : hostIdToken(wish) };
}

/** A form with a `login_hint_token` and no other. */
export function loginHintToken(token: string): Fields {
  return { login_hint: undefined, login_hint_token: token };
}

/** A host that remembers what its resolveUser was shown, and everything it let out. */
export interface HintHost extends TestHost {
  readonly hints: UserHint[];
  /** Its events, by name. */
  readonly events: (readonly [string, unknown])[];
}

/** Makes such a host; it finds the user whom a verified hint names, and alice for any other hint. */
export function hintHost({ adapter, ...options }: TestHostOptions = {}): HintHost {
  const hints: UserHint[] = [];
  const events: (readonly [string, unknown])[] = [];
  const resolveUser: CibaAdapter['resolveUser'] = (hint) => {
    hints.push(hint);
    return { sub: hint.sub ?? 'alice' };
  };
  const host = testHost({ ...options, adapter: { resolveUser, ...adapter } });
  for (const name of ['requested', 'limited', 'failed', 'issuerKeysUnavailable'] as const)
    host.ciba.on(name, (event) => events.push([name, event]));
  return { ...host, hints, events };
}

/** The hint was refused before the host saw it: nothing is stored, nobody asked, and nothing of it told but the refusal. */
export async function expectHintRefused(
  host: HintHost,
  res: Response,
  [error, description]: readonly [string, string],
): Promise<void> {
  expectRefusal(res, [400, error], { description });
  expect([host.hints, host.events, host.logged]).toEqual([[], [], []]);
  await expectNothingAsked(host);
}

/** A JWT by hand: of these claims and this header but for what is wished. */
export function tokenOf(good: Readonly<Record<string, unknown>>, wish: TokenWish = {}): string {
  const { claims = {}, header = {}, key = signedBy, payload = { ...good, ...claims } } = wish;
  const { alg, kid } =
    typeof key === 'string' ? { alg: 'HS256', kid: 'ours' } : { alg: key.alg, kid: key.jwk.kid };
  const full = { alg, kid, ...header };
  return jws({
    header: full,
    payload,
    key: typeof key === 'string' ? key : key.privateKey,
    alg: full.alg === 'none' ? 'none' : alg,
  });
}

/** What a refusal says, and that nothing goes with it which could be logged. */
export async function refusalOf(judging: Promise<unknown>): Promise<readonly [string, string]> {
  const refused: unknown = await judging.catch((error: unknown) => error);
  if (!(refused instanceof CibaError)) throw new Error('not refused', { cause: refused });
  expect(refused.cause).toBeUndefined();
  return [refused.error, refused.description];
}
