import { describe, expect, it } from '@jest/globals';
import { CompactSign } from 'jose';
import { testHost } from '../../support/host.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import {
  requestClaims,
  requestObject,
  signedFields,
  signers,
  startSigned,
} from '../../support/signed-request.js';

const LONGEST = 32_768;
const NO_JWT = 'The signed request is no JWT in compact form.';

const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe.each(Object.values(signers))('the size of a signed request by $key.alg', (signer) => {
  const padded = (length: number) => ({ claims: { vendor: 'x'.repeat(length) } });
  const lengthOf = (length: number): number => requestObject(signer, padded(length)).length;
  // Three characters more make four in Base64.
  const most = Math.floor(((LONGEST - lengthOf(0)) * 3) / 4);

  it('may be 32 KiB', async () => {
    expect(LONGEST - lengthOf(most)).toBeLessThan(4);
    await startSigned(testHost({ clients: [signer.client] }), signer, padded(most));
  });

  it('may not be more', async () => {
    expect(lengthOf(most + 3)).toBeGreaterThan(LONGEST);
    await expectSignedRefused(signer, padded(most + 3), NO_JWT);
  });

  it('of 64 KiB is a body too large', async () => {
    await expectSignedRefused(signer, padded(49_152), 'The body is too large.');
  });

  it('of 60,000 characters that are no JWT is refused', async () => {
    for (const request of ['a'.repeat(60_000), '.'.repeat(60_000), 'a.'.repeat(30_000)])
      await expectSignedRefused(signer, {}, NO_JWT, { sent: { fields: { request } } });
  });
});

describe('deep JSON in a signed request', () => {
  const signer = signers.ES256;

  it.each([100, 11_000])('of %i levels is no set of claims', async (levels) => {
    await expectSignedRefused(signer, { payload: lists(levels) }, NO_JWT);
  });

  it.each([100, 11_000])('of %i levels in a claim that nobody knows is ignored', async (levels) => {
    const payload = JSON.stringify(requestClaims(signer)).replace(/\}$/, `,"vendor":${lists(levels)}}`);
    const host = testHost({ clients: [signer.client] });
    await startSigned(host, signer, { payload });
    expect(host.logged).toEqual([]);
  });

  it('of thousands of levels in the header changes nothing', async () => {
    const host = testHost({ clients: [signer.client] });
    const { request } = signedFields(signer, { header: { vendor: JSON.parse(lists(2000)) } });
    await startSigned(host, signer, {}, { fields: { request } });
  });

  it.each(['null', 'true', '5', '"text"', '[]', '', '{', '{}x'])(
    'and a payload that is no object is refused: %j',
    async (payload) => {
      await expectSignedRefused(signer, { payload }, NO_JWT);
    },
  );

  it('and a payload that is no UTF-8 is refused', async () => {
    const text = JSON.stringify({ ...requestClaims(signer), vendor: '\u00ff' });
    const request = await new CompactSign(Buffer.from(text, 'latin1'))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(signer.key.privateKey);
    await expectSignedRefused(signer, {}, NO_JWT, { sent: { fields: { request } } });
  });
});
