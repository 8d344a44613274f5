import fc from 'fast-check';
import { CLIENT_SIGNING_ALGS } from '../../lib/jwt/algorithms.js';
import { ProofRefused, verifyProof } from '../../lib/jwt/proof.js';
import { jws, segment } from '../support/client-jws.ts';
import { proofKey, proofOf, publicJwk, TOKEN_URL } from '../support/dpop-proofs.ts';

const policy = { algorithms: CLIENT_SIGNING_ALGS, method: 'POST', urls: [TOKEN_URL] };

/** Whether a proof is refused as what it is; anything else that is thrown fails the test. */
async function isRefused(proof: string): Promise<boolean> {
  try {
    await verifyProof(proof, policy);
    return false;
  } catch (error) {
    if (error instanceof ProofRefused) return true;
    throw error;
  }
}

const runs = { numRuns: 150 };
const anything = fc.jsonValue();
const members = fc.dictionary(
  fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'use', 'alg', 'key_ops'),
  anything,
);

describe('whatever stands in the header DPoP', () => {
  it('is refused where it is any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(await isRefused(text)).toBe(true);
      }),
      runs,
    );
  });

  it('is refused where it is a JWT of any header that nobody signed', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, async (header, payload) => {
        const proof = `${segment(JSON.stringify(header))}.${segment(JSON.stringify(payload))}.AAAA`;
        expect(await isRefused(proof)).toBe(true);
      }),
      runs,
    );
  });

  it('is refused where its key is another, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anything,
          members,
          members.map((given) => ({ ...publicJwk(proofKey), d: 'x', ...given })),
        ),
        async (jwk) => {
          expect(await isRefused(proofOf({ header: { jwk } }))).toBe(true);
        },
      ),
      runs,
    );
  });

  it('is refused with any one claim replaced, unless it says the same', async () => {
    const names = fc.constantFrom('htm', 'htu', 'iat', 'jti');
    await fc.assert(
      fc.asyncProperty(names, anything, async (name, value) => {
        fc.pre(!(name === 'jti' && typeof value === 'string' && value !== ''));
        expect(await isRefused(proofOf({ claims: { [name]: value } }))).toBe(true);
      }),
      runs,
    );
  });

  it('is refused with a byte of it changed', async () => {
    const proof = proofOf();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    await fc.assert(
      fc.asyncProperty(fc.nat(proof.length - 2), fc.constantFrom(...alphabet), async (at, character) => {
        fc.pre(proof[at] !== character);
        expect(await isRefused(`${proof.slice(0, at)}${character}${proof.slice(at + 1)}`)).toBe(true);
      }),
      runs,
    );
  });

  it('is refused with claims that are no object', async () => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk(proofKey) };
    await fc.assert(
      fc.asyncProperty(anything, async (claims) => {
        const payload = JSON.stringify(claims);
        expect(await isRefused(jws({ header, payload, key: proofKey.privateKey }))).toBe(true);
      }),
      runs,
    );
  });
});
