import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { sign } from '../../lib/jwt/sign.js';
import { signingKey } from '../../lib/jwt/signing-keys.js';
import { tokenHash } from '../../lib/jwt/token-hash.js';
import { jwks } from '../support/http-keys.js';

describe('a signature', () => {
  it.each(Object.entries(jwks))('of %s verifies, with alg, kid and typ in its header', async (alg, jwk) => {
    const key = signingKey(jwk);
    const jws = await sign({ sub: 'alice', nested: { a: [1] } }, key);
    const { payload, protectedHeader } = await jwtVerify(jws, createPublicKey(key.key));
    expect(payload).toEqual({ sub: 'alice', nested: { a: [1] } });
    expect(protectedHeader).toEqual({ alg, kid: `key-${alg}`, typ: 'JWT' });
  });
});

describe('tokenHash', () => {
  it.each([
    ['G5kXH2wHvUra0sHlDy1iTkDJgsgUO1bN', 'Wt0kVFXMacqvnHeyU0001w'],
    ['4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-8gFPfA2Kx16', 'sHahCuSpXCRg5mkDDvvr4w'],
  ])('of %s is %s with every algorithm over SHA-256', (token, expected) => {
    for (const alg of ['RS256', 'PS256', 'ES256'] as const) expect(tokenHash(token, alg)).toBe(expected);
  });

  it('is the left half of SHA-512 with EdDSA', () => {
    expect(tokenHash('abc', 'EdDSA')).toBe(
      Buffer.from('ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a', 'hex').toString(
        'base64url',
      ),
    );
  });
});
