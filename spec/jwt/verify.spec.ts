import { keySet } from '../../lib/jwt/key-set.js';
import {
  type JwtFault,
  JwtRefused,
  unverifiedClaims,
  type VerificationPolicy,
  type Verified,
  verifyJwt,
} from '../../lib/jwt/verify.js';
import { jws, segment } from '../support/client-jws.ts';
import { clientKey } from '../support/client-keys.ts';

const key = clientKey('ES256', 'mine');
const keys = keySet([key.jwk]);
const NOW = Date.UTC(2026, 0, 1, 12) / 1000;
const LONGEST = 32_768;
const policy: VerificationPolicy = {
  algorithms: ['ES256'],
  issuer: 'till',
  required: ['exp'],
  longest: 300,
  kind: 'own+jwt',
};

/** Claims and header of a good JWT, with changes; undefined leaves a member out. */
interface Wish {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}
const token = ({ claims = {}, header = {} }: Wish = {}): string =>
  jws({
    header: { alg: 'ES256', kid: 'mine', ...header },
    payload: { iss: 'till', exp: NOW + 60, ...claims },
    key: key.privateKey,
    alg: 'ES256',
  });
const verify = (wish: Wish | string = {}, changes: Partial<VerificationPolicy> = {}): Promise<Verified> =>
  verifyJwt(typeof wish === 'string' ? wish : token(wish), keys, { ...policy, ...changes });

/** What is said of a JWT that is refused. */
async function refusal(verifying: Promise<unknown>): Promise<{ fault: JwtFault; claim: string | undefined }> {
  const refused: unknown = await verifying.catch((error: unknown) => error);
  if (!(refused instanceof JwtRefused)) throw new Error('not refused', { cause: refused });
  const { fault, claim, message, name } = refused;
  expect(name).toBe('JwtRefused');
  expect(message).toBe(`JWT refused: ${fault}${claim === undefined ? '' : ` ${claim}`}`);
  return { fault, claim };
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW * 1000 });
});
afterEach(() => jest.useRealTimers());

describe('a JWT that holds', () => {
  it('is told by its claims and its type', async () => {
    expect(await verify({ claims: { x: { y: [1] } }, header: { typ: 'application/OWN+jwt' } })).toEqual({
      claims: { iss: 'till', exp: NOW + 60, x: { y: [1] } },
      typ: 'own+jwt',
    });
  });

  it.each([undefined, 5, null, ['own+jwt']])('has the type %j, which is none', async (typ) => {
    expect((await verify({ header: { typ } })).typ).toBe('');
  });

  it('may lack what is not required', async () => {
    expect((await verify({ claims: { exp: undefined } }, { required: [] })).claims).toEqual({ iss: 'till' });
  });

  it('may be for several, us among them', async () => {
    for (const aud of ['us', ['us'], ['them', 'us']])
      expect((await verify({ claims: { aud } }, { audience: 'us' })).claims.aud).toEqual(aud);
  });

  it('is found by any key that fits, where it names none', async () => {
    const strangers = [clientKey('ES256', 'a').jwk, clientKey('ES256', 'b').jwk];
    const several = keySet([...strangers, key.jwk]);
    const unnamed = token({ header: { kid: undefined } });
    expect((await verifyJwt(unnamed, several, policy)).claims.iss).toBe('till');
    expect(await refusal(verifyJwt(unnamed, keySet(strangers), policy))).toEqual({
      fault: 'signature',
      claim: undefined,
    });
  });

  it('is tried with four keys at most, where it names none', async () => {
    const strangers = ['a', 'b', 'c', 'd'].map((kid) => clientKey('ES256', kid).jwk);
    const unnamed = token({ header: { kid: undefined } });
    const held = keySet([...strangers.slice(1), key.jwk]);
    expect((await verifyJwt(unnamed, held, policy)).claims.iss).toBe('till');
    expect(await refusal(verifyJwt(unnamed, keySet([...strangers, key.jwk]), policy))).toEqual({
      fault: 'signature',
      claim: undefined,
    });
  });

  it('writes its type as media types are written', async () => {
    const typ = ' application/own+jwt ; charset=utf-8';
    expect((await verify({ header: { typ } })).typ).toBe('own+jwt');
  });

  it('is judged by its claims under the key that fits, where it names none', async () => {
    const several = keySet([clientKey('ES256', 'a').jwk, key.jwk]);
    const late = token({ header: { kid: undefined }, claims: { exp: NOW - 60 } });
    expect(await refusal(verifyJwt(late, several, policy))).toEqual({ fault: 'expired', claim: 'exp' });
  });
});

describe('a JWT that is refused', () => {
  it.each<[JwtFault, string | undefined, Wish, Partial<VerificationPolicy>?]>([
    ['claim', 'iss', { claims: { iss: 'other' } }],
    ['claim', 'iss', { claims: { iss: undefined } }],
    ['claim', 'exp', { claims: { exp: undefined } }],
    ['claim', 'jti', {}, { required: ['jti'] }],
    ['claim', 'sub', { claims: { sub: 'other' } }, { subject: 'till' }],
    ['claim', 'sub', {}, { subject: 'till' }],
    ['claim', 'aud', {}, { audience: 'us' }],
    ['claim', 'aud', { claims: { aud: 'them' } }, { audience: 'us' }],
    ['claim', 'aud', { claims: { aud: [] } }, { audience: 'us' }],
    ['claim', 'aud', { claims: { aud: { us: 'us' } } }, { audience: 'us' }],
    ['claim', 'iat', {}, { required: ['iat'] }],
    ['expired', 'exp', { claims: { exp: NOW - 10 } }],
    ['claim', 'exp', { claims: { exp: NOW + 311 } }],
    ['claim', 'nbf', { claims: { nbf: NOW + 11 } }],
    ['claim', 'iat', { claims: { iat: NOW + 11 } }],
    ['expired', 'iat', { claims: { iat: NOW - 311 } }],
    ['claim', 'iat', { claims: { iat: null } }],
    ['type', undefined, { header: { typ: 'other+jwt' } }],
    ['type', undefined, { header: { typ: 'application/OTHER+JWT' } }],
    ['algorithm', undefined, { header: { alg: 'none' } }],
    ['algorithm', undefined, {}, { algorithms: ['PS256'] }],
    ['algorithm', undefined, {}, { algorithms: [] }],
    ['unknown_key', undefined, { header: { kid: 'other' } }],
    ['malformed', undefined, { header: { alg: 5 } }],
  ])('is %s %s: %j under %j', async (fault, claim, wish, changes = {}) => {
    expect(await refusal(verify(wish, changes))).toEqual({ fault, claim });
  });

  it.each<[string, Wish]>([
    ['exp', { claims: { exp: NOW - 9 } }],
    ['exp ahead', { claims: { exp: NOW + 310 } }],
    ['nbf', { claims: { nbf: NOW + 10 } }],
    ['iat ahead', { claims: { iat: NOW + 10 } }],
    ['iat', { claims: { iat: NOW - 310 } }],
  ])('is not so ten seconds before: %s', async (_name, wish) => {
    expect((await verify(wish)).claims.iss).toBe('till');
  });

  it('is so before its claims are looked at where its signature is forged', async () => {
    const [header, payload] = token({ claims: { exp: 1, iss: 'other' } }).split('.');
    expect(await refusal(verify(`${header}.${payload}.${'A'.repeat(86)}`))).toEqual({
      fault: 'signature',
      claim: undefined,
    });
  });

  it.each([
    '',
    '.',
    '..',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    'a.b.c.d.e',
    `${segment({})}..`,
    'ä.b.c',
    'a.b.c\n',
  ])('is malformed where it is %j', async (text) => {
    expect((await refusal(verify(text))).fault).toBe('malformed');
  });

  it('is malformed beyond 32,768 characters, whatever it is', async () => {
    expect((await refusal(verify(`${'a'.repeat(LONGEST - 3)}.b.c`))).fault).toBe('malformed');
    expect((await refusal(verify(token({ claims: { long: 'x'.repeat(LONGEST) } })))).fault).toBe('malformed');
  });
});

describe('a JWT that holds on after its exp', () => {
  const tolerated = 100;

  it.each([0, -9, -10, -100, -109])('is taken %d seconds from its exp', async (fromExp) => {
    const claims = { exp: NOW + fromExp, iat: NOW + fromExp - 60, nbf: NOW + fromExp - 60 };
    expect((await verify({ claims }, { tolerated })).claims.exp).toBe(NOW + fromExp);
  });

  it('has expired once that time is over as well', async () => {
    const late = verify({ claims: { exp: NOW - 110 } }, { tolerated });
    expect(await refusal(late)).toEqual({ fault: 'expired', claim: 'exp' });
  });

  it.each([
    ['iss', { iss: 'other' }] as const,
    ['aud', { aud: 'them' }] as const,
    ['nbf', { nbf: NOW }] as const,
  ])('is held to every other claim as before: %s', async (claim, wrong) => {
    const old = verify({ claims: { exp: NOW - 60, aud: 'us', ...wrong } }, { tolerated, audience: 'us' });
    expect(await refusal(old)).toEqual({ fault: 'claim', claim });
  });

  it('is judged as of now while it has not expired', async () => {
    const young = { claims: { exp: NOW + 60, nbf: NOW + 10, iat: NOW + 10 } };
    expect((await verify(young, { tolerated })).claims.iss).toBe('till');
    const early = verify({ claims: { exp: NOW + 60, nbf: NOW + 11 } }, { tolerated });
    expect(await refusal(early)).toEqual({ fault: 'claim', claim: 'nbf' });
  });

  it.each(['soon', null, `${NOW + 60}`])('has an exp that is a number: %j', async (exp) => {
    expect(await refusal(verify({ claims: { exp } }, { tolerated }))).toEqual({
      fault: 'claim',
      claim: 'exp',
    });
  });
});

describe('claims that nobody has verified', () => {
  it('are those of the payload', () => {
    expect(unverifiedClaims(`${segment({ alg: 'none' })}.${segment({ sub: 'a' })}.`)).toEqual({ sub: 'a' });
  });

  it.each([
    '',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    `a.${segment([1])}.c`,
    `a.${segment('null')}.c`,
    `a.${segment('"x"')}.c`,
  ])('are none where it is %j', (text) => {
    expect(unverifiedClaims(text)).toEqual({});
  });

  it('are none beyond 32,768 characters', () => {
    expect(unverifiedClaims(`a.${segment({ sub: 'x'.repeat(LONGEST) })}.c`)).toEqual({});
  });
});
