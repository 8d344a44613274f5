import { describe, expect, it } from '@jest/globals';
import { testHost } from '../../support/host.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import { askSigned, requestClaims, signers } from '../../support/signed-request.js';

const signer = signers.ES256;
const NOT_POSITIVE = 'requested_expiry must be a positive whole number of seconds.';
const WRONG_TYPE = 'A claim of the signed request has the wrong type.';

describe('requested_expiry as a claim', () => {
  it.each([
    [30, 30],
    ['30', 30],
    [1, 1],
    ['1', 1],
    [600, 600],
    [601, 600],
    ['601', 600],
    [999_999_999, 600],
    [1e3, 600],
    ['', 300],
    [undefined, 300],
  ])('%j is announced as %i', async (requested_expiry, seconds) => {
    const host = testHost({ clients: [signer.client] });
    const { status, body } = await askSigned(host, signer, { claims: { requested_expiry } });
    expect({ status, expires_in: body.expires_in }).toEqual({ status: 200, expires_in: seconds });
  });

  it.each([
    ...[0, -1, 1.5, 30.000001, 1e9, 1e21, Number.MAX_SAFE_INTEGER, -0.5],
    ...['0', '-1', '+5', '1.5', '5.0', '1e3', '0x10', ' 5', '5 ', '005', 'x', 'NaN', 'Infinity', '٣'],
    ...['1000000000', '9'.repeat(400)],
  ])('%j is refused', async (requested_expiry) => {
    await expectSignedRefused(signer, { claims: { requested_expiry } }, NOT_POSITIVE);
  });

  it.each([true, false, null, [30], ['30'], {}])('%j is refused as of another type', async (given) => {
    await expectSignedRefused(signer, { claims: { requested_expiry: given } }, WRONG_TYPE);
  });

  it.each([
    ['30.0', 30],
    ['3e1', 30],
  ])('%s is the number that JSON says it is', async (literal, seconds) => {
    const host = testHost({ clients: [signer.client] });
    const payload = withLiteral(literal);
    expect((await askSigned(host, signer, { payload })).body.expires_in).toBe(seconds);
  });

  it.each(['1e999', '-1e999', '-0'])('%s is refused', async (literal) => {
    await expectSignedRefused(signer, { payload: withLiteral(literal) }, NOT_POSITIVE);
  });
});

/** Claims with a number that `JSON.stringify` would write otherwise. */
function withLiteral(literal: string): string {
  const text = JSON.stringify({ ...requestClaims(signer), requested_expiry: 0 });
  return text.replace('"requested_expiry":0', `"requested_expiry":${literal}`);
}
