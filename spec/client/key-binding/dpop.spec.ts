import { type DpopContext, dpopProofs } from '../../../lib/client/key-binding/dpop.js';
import { dpopNonces } from '../../../lib/client/key-binding/dpop-nonces.js';
import { isCibaError } from '../../../lib/errors.js';
import type { UsedOnce } from '../../../lib/request/store.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { clientKey } from '../../support/client-keys.ts';
import {
  type ProofWish,
  proofKey,
  proofOf,
  publicJwk,
  TOKEN_URL,
  thumbprintOf,
} from '../../support/dpop-proofs.ts';

const purpose = { method: 'POST', urls: [TOKEN_URL] };
const algorithms = ['ES256', 'PS256'];
const proofs = (changes: Partial<DpopContext> = {}) =>
  dpopProofs({ store: memoryStore(), algorithms, nonces: undefined, ...changes });

/** A memory store that writes down what was used. */
function watchedStore() {
  const used: UsedOnce[] = [];
  const store = memoryStore();
  return {
    used,
    useOnce: (once: UsedOnce) => {
      used.push(once);
      return store.useOnce(once);
    },
  };
}

async function refusalOf(judging: Promise<unknown>): Promise<readonly [string, string]> {
  const refused: unknown = await judging.catch((error: unknown) => error);
  if (!isCibaError(refused)) throw new Error('not refused', { cause: refused });
  return [refused.error, refused.description];
}

describe('the proof of a request', () => {
  it('tells the key, and is taken once', async () => {
    const { judge } = proofs();
    const proof = proofOf();
    expect(await judge({ proof }, purpose)).toBe(thumbprintOf(proofKey));
    expect(await refusalOf(judge({ proof }, purpose))).toEqual([
      'invalid_dpop_proof',
      'The DPoP proof was used before.',
    ]);
    expect(await judge({ proof: proofOf() }, purpose)).toBe(thumbprintOf(proofKey));
  });

  it('is none where there is none', async () => {
    const store = watchedStore();
    expect(await proofs({ store }).judge({ proof: undefined }, purpose)).toBeUndefined();
    expect(store.used).toEqual([]);
  });

  it('is taken once for its jti, however it is signed again', async () => {
    const { judge } = proofs();
    const wish: ProofWish = { claims: { jti: 'once' } };
    await judge({ proof: proofOf(wish) }, purpose);
    expect((await refusalOf(judge({ proof: proofOf(wish) }, purpose)))[0]).toBe('invalid_dpop_proof');
  });

  it('may have the jti of a proof by another key', async () => {
    const { judge } = proofs();
    const claims = { jti: 'once' };
    const other = clientKey('ES256');
    await judge({ proof: proofOf({ claims }) }, purpose);
    expect(await judge({ proof: proofOf({ claims, key: other }) }, purpose)).toBe(thumbprintOf(other));
  });

  it('is remembered by a hash, for as long as any process would take it', async () => {
    const store = watchedStore();
    await proofs({ store }).judge({ proof: proofOf({ claims: { jti: 'once' } }) }, purpose);
    const [{ seconds, ...used } = { seconds: 0 }] = store.used;
    expect(used).toEqual({
      kind: 'proof',
      clientId: thumbprintOf(proofKey),
      jti: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(seconds).toBeGreaterThanOrEqual(129);
    expect(seconds).toBeLessThanOrEqual(130);
  });

  it('is remembered for as long as its nonce, where it needs one', async () => {
    const store = watchedStore();
    const nonces = dpopNonces(Buffer.alloc(32, 1));
    const proof = proofOf({ claims: { nonce: nonces.current() } });
    await proofs({ store, nonces }).judge({ proof }, purpose);
    expect(store.used).toMatchObject([{ seconds: 240 }]);
  });

  it.each<[string, string, ProofWish | string]>([
    ['invalid_dpop_proof', 'The DPoP header is not one signed JWT.', `${proofOf()}, ${proofOf()}`],
    ['invalid_dpop_proof', 'The DPoP header is not one signed JWT.', ''],
    ['invalid_dpop_proof', 'typ of the DPoP proof must be dpop+jwt.', { header: { typ: 'JWT' } }],
    ['invalid_dpop_proof', 'alg of the DPoP proof is not supported.', { header: { alg: 'none' } }],
    ['invalid_dpop_proof', 'jwk of the DPoP proof must be one public key.', { header: { jwk: {} } }],
    [
      'invalid_dpop_proof',
      'The DPoP proof is not signed by its key.',
      { header: { jwk: publicJwk(clientKey('ES256')) } },
    ],
    [
      'invalid_dpop_proof',
      'htm of the DPoP proof is not the method of the request.',
      { claims: { htm: 'GET' } },
    ],
    ['invalid_dpop_proof', 'htu of the DPoP proof is not the URL of the request.', { claims: { htu: 'x' } }],
    [
      'invalid_dpop_proof',
      'jti of the DPoP proof must be text of 1 to 256 characters.',
      { claims: { jti: '' } },
    ],
    ['invalid_dpop_proof', 'The DPoP proof is too old, or of the future.', { claims: { iat: 1 } }],
  ])('is refused as %s: %s', async (error, description, wish) => {
    const store = watchedStore();
    const proof = typeof wish === 'string' ? wish : proofOf(wish);
    expect(await refusalOf(proofs({ store }).judge({ proof }, purpose))).toEqual([error, description]);
    expect(store.used).toEqual([]);
  });

  it('is refused where it is not for the access token', async () => {
    const judging = proofs().judge({ proof: proofOf() }, { ...purpose, accessToken: 'token' });
    expect(await refusalOf(judging)).toEqual([
      'invalid_dpop_proof',
      'ath of the DPoP proof is not the hash of the access token.',
    ]);
  });

  it('needs a nonce where they are demanded, and nothing is spent without', async () => {
    const store = watchedStore();
    const nonces = dpopNonces(Buffer.alloc(32, 1));
    const { judge, nonce } = proofs({ store, nonces });
    for (const claims of [{}, { nonce: 'stale' }])
      expect(await refusalOf(judge({ proof: proofOf({ claims }) }, purpose))).toEqual([
        'use_dpop_nonce',
        'The DPoP proof needs a nonce of this server.',
      ]);
    expect(store.used).toEqual([]);
    const proof = proofOf({ claims: { nonce: nonce() } });
    expect(await judge({ proof }, purpose)).toBe(thumbprintOf(proofKey));
  });

  it('may have a nonce that nobody asked for', async () => {
    const { judge, nonce } = proofs();
    expect(nonce()).toBeUndefined();
    const proof = proofOf({ claims: { nonce: 'of another server' } });
    expect(await judge({ proof }, purpose)).toBe(thumbprintOf(proofKey));
  });

  it('is not taken where it cannot be spent', async () => {
    const store = { useOnce: () => Promise.reject(new Error('down')) };
    await expect(proofs({ store }).judge({ proof: proofOf() }, purpose)).rejects.toThrow('down');
  });
});
