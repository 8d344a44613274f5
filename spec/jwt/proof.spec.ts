import { createHash, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { CLIENT_SIGNING_ALGS } from '../../lib/jwt/algorithms.js';
import { type ProofFault, type ProofPolicy, ProofRefused, verifyProof } from '../../lib/jwt/proof.js';
import { jws, segment } from '../support/client-jws.ts';
import { clientKey, rsaClientKey } from '../support/client-keys.ts';
import {
  type ProofWish,
  proofKey,
  proofOf,
  publicJwk,
  TOKEN_URL,
  thumbprintOf,
} from '../support/dpop-proofs.ts';

const NOW = Date.UTC(2026, 0, 1, 12) / 1000;
const policy: ProofPolicy = { algorithms: CLIENT_SIGNING_ALGS, method: 'POST', urls: [TOKEN_URL] };
const verify = (wish: ProofWish | string = {}, changes: Partial<ProofPolicy> = {}) =>
  verifyProof(typeof wish === 'string' ? wish : proofOf(wish), { ...policy, ...changes });

/** What is wrong with a proof that is refused. */
async function faultOf(verifying: Promise<unknown>): Promise<ProofFault> {
  const refused: unknown = await verifying.catch((error: unknown) => error);
  if (!(refused instanceof ProofRefused)) throw new Error('not refused', { cause: refused });
  expect(refused).toMatchObject({ name: 'ProofRefused', message: `DPoP proof refused: ${refused.fault}` });
  return refused.fault;
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW * 1000 });
});
afterEach(() => jest.useRealTimers());

describe('a proof that holds', () => {
  it('is told by its key, its jti and for how long it would be taken', async () => {
    expect(await verify({ claims: { jti: 'once' } })).toEqual({
      jkt: thumbprintOf(proofKey),
      jti: 'once',
      seconds: 70,
    });
  });

  it('is the one of RFC 9449 §4.1', async () => {
    jest.setSystemTime(1_562_262_616_000);
    const proof = [
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19',
      'eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ',
      '2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg',
    ].join('.');
    expect(await verify(proof, { urls: ['https://server.example.com/token'] })).toEqual({
      jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
      jti: '-BwC3ESc6acc2lTc',
      seconds: 70,
    });
  });

  it.each(CLIENT_SIGNING_ALGS)('may be by %s', async (alg) => {
    const key = clientKey(alg);
    expect((await verify({ key })).jkt).toBe(await calculateJwkThumbprint(publicJwk(key) as never));
  });

  it.each([
    ['its own alg', { alg: 'ES256' }],
    ['its use', { use: 'sig', key_ops: ['verify'] }],
    ['a kid', { kid: 'mine' }],
    ['what nobody knows', { colour: 'red' }],
  ])('may say of its key %s', async (_name, more) => {
    const jwk = { ...publicJwk(proofKey), ...more };
    expect((await verify({ header: { jwk } })).jkt).toBe(thumbprintOf(proofKey));
  });

  it.each([
    'https://as.example.com/token?a=1#b',
    'HTTPS://AS.EXAMPLE.COM/token',
    'https://as.example.com:443/token',
    'https://as.example.com/a/../token',
    'https://as.example.com/%74oken',
    'https://as.example.com/./%74%6Fken',
  ])('may write its URL as %s', async (htu) => {
    expect((await verify({ claims: { htu } })).seconds).toBe(70);
  });

  it('may be for any name of the endpoint', async () => {
    const urls = ['https://mtls.example.com/a%2fb', TOKEN_URL];
    for (const htu of ['https://mtls.example.com/a%2Fb', TOKEN_URL])
      expect((await verify({ claims: { htu } }, { urls })).seconds).toBe(70);
  });

  it.each([
    [NOW + 10, 80],
    [NOW, 70],
    [NOW - 0.5, 70],
    [NOW - 70, 0],
  ])('may be made at %d', async (iat, seconds) => {
    expect((await verify({ claims: { iat } })).seconds).toBe(seconds);
  });

  it('has a jti of up to 256 characters', async () => {
    for (const jti of ['j', 'j'.repeat(256)]) expect((await verify({ claims: { jti } })).jti).toBe(jti);
  });

  it('may have expired up to ten seconds ago, since clocks differ', async () => {
    expect((await verify({ claims: { exp: NOW - 9 } })).seconds).toBe(70);
    expect(await faultOf(verify({ claims: { exp: NOW - 11 } }))).toBe('time');
  });

  it('names the access token that it comes with', async () => {
    const ath = createHash('sha256').update('the-token').digest('base64url');
    expect((await verify({ claims: { ath } }, { accessToken: 'the-token' })).jkt).toHaveLength(43);
    expect((await verify({ claims: { ath: 'x' } })).jkt).toHaveLength(43);
  });

  it('is of any time where its nonce is fresh, and remembered as long as that', async () => {
    const nonces = { isFresh: (nonce: string) => nonce === 'fresh', seconds: 180 };
    for (const iat of [0, NOW - 86_400, NOW + 86_400])
      expect((await verify({ claims: { iat, nonce: 'fresh' } }, { nonces })).seconds).toBe(180);
  });
});

describe('a proof that is refused', () => {
  const other = clientKey('ES256');
  const { d } = other.privateKey.export({ format: 'jwk' });
  const rsa = rsaClientKey('RS256', 1024);
  const okp = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
  const octets = { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA' };

  it.each<[ProofFault, string, ProofWish, Partial<ProofPolicy>?]>([
    ['type', 'no type', { header: { typ: undefined } }],
    ['type', 'another type', { header: { typ: 'JWT' } }],
    ['type', 'its type in another case', { header: { typ: 'DPoP+jwt' } }],
    ['type', 'its type as a media type', { header: { typ: 'application/dpop+jwt' } }],
    ['algorithm', 'no algorithm', { header: { alg: undefined } }],
    ['algorithm', 'alg none', { header: { alg: 'none' }, alg: 'none' }],
    ['algorithm', 'alg none, signed all the same', { header: { alg: 'none' } }],
    [
      'algorithm',
      'a shared secret',
      { header: { alg: 'HS256', jwk: octets }, signedBy: 'secret', alg: 'HS256' },
    ],
    ['algorithm', 'an algorithm that is not on the list', {}, { algorithms: ['PS256'] }],
    ['algorithm', 'an algorithm where none is', {}, { algorithms: [] }],
    ['key', 'no key', { header: { jwk: undefined } }],
    ['key', 'text for a key', { header: { jwk: 'key' } }],
    ['key', 'null for a key', { header: { jwk: null } }],
    ['key', 'a list of keys', { header: { jwk: [publicJwk(proofKey)] } }],
    ['key', 'a private key', { header: { jwk: { ...publicJwk(other), d } }, signedBy: other.privateKey }],
    ['key', 'a key with an empty private half', { header: { jwk: { ...publicJwk(proofKey), d: '' } } }],
    ['key', 'a shared secret for a key', { header: { jwk: octets } }],
    ['key', 'a short RSA key', { key: rsa }],
    ['key', 'a key of another curve', { header: { jwk: publicJwk(clientKey('ES384')) } }],
    ['key', 'a key of another kind', { header: { jwk: publicJwk(clientKey('PS256')) } }],
    ['key', 'a key that does not sign', { header: { jwk: okp, alg: 'EdDSA' } }],
    ['key', 'a key that is for encryption', { header: { jwk: { ...publicJwk(proofKey), use: 'enc' } } }],
    [
      'key',
      'a key that is for another algorithm',
      { header: { jwk: { ...publicJwk(proofKey), alg: 'ES384' } } },
    ],
    ['key', 'half a key', { header: { jwk: { ...publicJwk(proofKey), y: undefined } } }],
    [
      'key',
      'a point beside its curve',
      { header: { jwk: { ...publicJwk(proofKey), y: publicJwk(proofKey).x } } },
    ],
    ['signature', 'the signature of another key', { signedBy: other.privateKey }],
    ['signature', 'no signature', { alg: 'none' }],
    ['malformed', 'a critical extension', { header: { crit: ['b64'], b64: false } }],
    ['malformed', 'an unknown critical extension', { header: { crit: ['x'], x: 1 } }],
    ['method', 'another method', { claims: { htm: 'GET' } }],
    ['method', 'its method in another case', { claims: { htm: 'post' } }],
    ['method', 'no method', { claims: { htm: undefined } }],
    ['url', 'another path', { claims: { htu: 'https://as.example.com/bc-authorize' } }],
    ['url', 'a slash more', { claims: { htu: `${TOKEN_URL}/` } }],
    ['url', 'its path in another case', { claims: { htu: 'https://as.example.com/Token' } }],
    ['url', 'another host', { claims: { htu: 'https://evil.example.com/token' } }],
    ['url', 'another scheme', { claims: { htu: 'http://as.example.com/token' } }],
    ['url', 'another port', { claims: { htu: 'https://as.example.com:8443/token' } }],
    ['url', 'a user in its URL', { claims: { htu: 'https://me@as.example.com/token' } }],
    ['url', 'an escaped slash', { claims: { htu: 'https://as.example.com/%2Ftoken' } }],
    ['url', 'a path alone', { claims: { htu: '/token' } }],
    ['url', 'no URL', { claims: { htu: undefined } }],
    ['url', 'a list of URLs', { claims: { htu: [TOKEN_URL] } }],
    ['url', 'any URL where there is none', {}, { urls: [] }],
    ['time', 'a time of the future', { claims: { iat: NOW + 11 } }],
    ['time', 'a time long ago', { claims: { iat: NOW - 71 } }],
    ['time', 'no time', { claims: { iat: undefined } }],
    ['time', 'text for a time', { claims: { iat: String(NOW) } }],
    ['time', 'an end that is over', { claims: { exp: NOW - 11 } }],
    ['time', 'a beginning that is to come', { claims: { nbf: NOW + 11 } }],
    ['jti', 'no jti', { claims: { jti: undefined } }],
    ['jti', 'an empty jti', { claims: { jti: '' } }],
    ['jti', 'a jti that is no text', { claims: { jti: 5 } }],
    ['jti', 'a long jti', { claims: { jti: 'j'.repeat(257) } }],
    ['access_token', 'no ath', {}, { accessToken: 'the-token' }],
    ['access_token', 'the ath of another', { claims: { ath: 'x' } }, { accessToken: 'the-token' }],
  ])('is refused for its %s: %s', async (fault, _name, wish, changes = {}) => {
    expect(await faultOf(verify(wish, changes))).toBe(fault);
  });

  it.each([undefined, null, 5, '', 'stale'])('is told to take a nonce where it has %j', async (nonce) => {
    const nonces = { isFresh: (shown: string) => shown === 'fresh', seconds: 180 };
    expect(await faultOf(verify({ claims: { nonce } }, { nonces }))).toBe('nonce');
  });

  it('has a nonce that is no text, however fresh it is held to be', async () => {
    const nonces = { isFresh: () => true, seconds: 180 };
    expect(await faultOf(verify({ claims: { nonce: 5 } }, { nonces }))).toBe('nonce');
  });

  it('is told of its nonce last of all', async () => {
    const nonces = { isFresh: () => false, seconds: 180 };
    for (const [claims, fault] of [
      [{ htm: 'GET' }, 'method'],
      [{ htu: 'x' }, 'url'],
      [{ jti: '' }, 'jti'],
      [{ iat: null }, 'time'],
    ] as const)
      expect(await faultOf(verify({ claims }, { nonces }))).toBe(fault);
  });

  it.each([
    '',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    `${segment({ typ: 'dpop+jwt' })}..`,
    `${segment([])}.b.c`,
    `${segment('null')}.b.c`,
    `${proofOf()}, ${proofOf()}`,
    `${proofOf()} `,
    `${proofOf()}=`,
    `${proofOf()}.a`,
  ])('is malformed where it is %j', async (text) => {
    expect(await faultOf(verify(text))).toBe('malformed');
  });

  it('is malformed where its claims are no object', async () => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk(proofKey) };
    for (const payload of ['[]', 'null', '"x"', 'x'])
      expect(await faultOf(verify(jws({ header, payload, key: proofKey.privateKey })))).toBe('malformed');
  });

  it('is malformed beyond 8,192 characters, whatever it is', async () => {
    const long = proofOf({ claims: { long: 'x'.repeat(6200) } });
    expect(long.length).toBeGreaterThan(8192);
    expect(await faultOf(verify(long))).toBe('malformed');
    expect((await verify({ claims: { long: 'x'.repeat(5000) } })).seconds).toBe(70);
  });

  it('is no proof with a claim changed after it was signed', async () => {
    const [header, , signature] = proofOf().split('.');
    const [, payload] = proofOf({ claims: { htu: 'https://evil.example.com/' } }).split('.');
    expect(await faultOf(verify(`${header}.${payload}.${signature}`))).toBe('signature');
  });
});
