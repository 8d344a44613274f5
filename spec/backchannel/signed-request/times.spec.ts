import { describe, it } from '@jest/globals';
import { expectSignedRefused, wrongClaim } from '../../support/signed-answers.js';
import { fromNow } from '../../support/signed-clock.js';
import { nowSeconds, requestClaims, signers } from '../../support/signed-request.js';

const DAY = 86_400;
const EXPIRED = 'The signed request has expired.';

describe.each(Object.values(signers))('a signed request by $key.alg, far from now', (signer) => {
  it.each<[string, Record<string, number>, string]>([
    ['long expired', { exp: -3600 }, EXPIRED],
    ['expired since the beginning of time', { exp: -nowSeconds() }, EXPIRED],
    ['issued more than a day ago', { iat: -DAY - 60 }, EXPIRED],
    ['issued in ten minutes', { iat: 600 }, wrongClaim('iat')],
    ['issued at the end of time', { iat: Number.MAX_SAFE_INTEGER }, wrongClaim('iat')],
    ['valid from ten minutes on', { nbf: 600 }, wrongClaim('nbf')],
    ['valid from the end of time on', { nbf: Number.MAX_SAFE_INTEGER }, wrongClaim('nbf')],
    ['valid since yesterday', { nbf: -DAY }, wrongClaim('exp')],
    ['valid since ever', { nbf: -nowSeconds() }, wrongClaim('exp')],
    ['valid for more than a day', { exp: DAY + 60 }, wrongClaim('exp')],
    ['valid until the end of time', { exp: Number.MAX_SAFE_INTEGER }, wrongClaim('exp')],
  ])('refuses one that is %s', async (_what, times, description) => {
    await expectSignedRefused(signer, { claims: fromNow(times) }, description);
  });

  it.each([
    ['exp', '1e999'],
    ['nbf', '-1e999'],
    ['iat', '1e999'],
  ])('refuses one whose %s is beyond all numbers: %s', async (claim, literal) => {
    const whole = JSON.stringify({ ...requestClaims(signer) });
    const payload = whole.replace(new RegExp(`"${claim}":\\d+`), `"${claim}":${literal}`);
    await expectSignedRefused(signer, { payload }, wrongClaim(claim === 'nbf' ? 'exp' : claim));
  });
});
