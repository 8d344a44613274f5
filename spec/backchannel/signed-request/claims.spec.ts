import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ISSUER } from '../../support/client-assertions.js';
import { testHost } from '../../support/host.js';
import { expectRefusal } from '../../support/http-answers.js';
import { ask } from '../../support/http-requests.js';
import { expectSignedRefused, wrongClaim } from '../../support/signed-answers.js';
import { fromNow, stopDate } from '../../support/signed-clock.js';
import { nowSeconds, signedFields, signers, startSigned } from '../../support/signed-request.js';

afterEach(() => {
  jest.useRealTimers();
});

const DAY = 86_400;
const EXPIRED = 'The signed request has expired.';
const OTHER_KIND = 'The signed request is another kind of JWT.';
const ENDPOINTS = [`${ISSUER}/bc-authorize`, `${ISSUER}/token`];

/** Values that none of the claims may have. */
const nonsense: readonly (readonly [string, unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ['true', true],
  ['an object', {}],
  ['an empty list', []],
];
const claims = ['aud', 'iss', 'exp', 'iat', 'nbf', 'jti'];

/** A claim that is wrong by itself. */
const wrong: readonly (readonly [string, string, unknown])[] = [
  ['aud', 'another server', 'https://other.example.com'],
  ['aud', 'a list of other servers', ['https://other.example.com', 'https://third.example.com']],
  ['aud', 'the issuer with a slash', `${ISSUER}/`],
  ['aud', 'the issuer in capitals', ISSUER.toUpperCase()],
  ['aud', 'empty text', ''],
  ['aud', 'a number', 5],
  ['aud', 'the issuer in a list in a list', [[ISSUER]]],
  ['iss', 'another client', 'other-till'],
  ['iss', 'the server itself', ISSUER],
  ['iss', 'empty text', ''],
  ['iss', 'a number', 5],
  ['exp', 'text', String(nowSeconds() + 300)],
  ['nbf', 'text', String(nowSeconds())],
  ['iat', 'text', String(nowSeconds())],
  ['iat', 'a date', new Date().toISOString()],
  ['jti', 'empty text', ''],
  ['jti', 'a number', 5],
];

describe.each(Object.values(signers))('claims of a signed request by $key.alg', (signer) => {
  it.each(claims.flatMap((claim) => nonsense.map(([what, value]) => [claim, what, value] as const)))(
    'refuses %s that is %s',
    async (claim, _what, value) => {
      await expectSignedRefused(signer, { claims: { [claim]: value } }, wrongClaim(claim));
    },
  );

  it.each(wrong)('refuses %s that is %s', async (claim, _what, value) => {
    await expectSignedRefused(signer, { claims: { [claim]: value } }, wrongClaim(claim));
  });

  it('refuses iss that is the client itself, in a list', async () => {
    const iss = [signer.client.client_id];
    await expectSignedRefused(signer, { claims: { iss } }, wrongClaim('iss'));
  });

  it('refuses the URL of an endpoint as audience', async () => {
    for (const assertionAudience of ['issuer', 'ciba-core'] as const) {
      const options = { assertionAudience };
      for (const aud of [...ENDPOINTS, ENDPOINTS])
        await expectSignedRefused(signer, { claims: { aud } }, wrongClaim('aud'), { options });
    }
  });

  it('takes the issuer among other audiences', async () => {
    const host = testHost({ clients: [signer.client] });
    for (const aud of [[ISSUER], ['https://other.example.com', ISSUER], [ISSUER, ...ENDPOINTS]])
      await startSigned(host, signer, { claims: { aud } });
  });
});

describe('times of a signed request', () => {
  const signer = signers.ES256;

  it.each<[string, Record<string, number>, string | undefined]>([
    ['ended 9 seconds ago', { iat: -300, nbf: -300, exp: -9 }, undefined],
    ['ended 10 seconds ago', { iat: -300, nbf: -300, exp: -10 }, EXPIRED],
    ['begins in 10 seconds', { nbf: 10 }, undefined],
    ['begins in 11 seconds', { nbf: 11 }, wrongClaim('nbf')],
    ['issued in 10 seconds', { iat: 10 }, undefined],
    ['issued in 11 seconds', { iat: 11 }, wrongClaim('iat')],
    ['issued a day and 10 seconds ago', { iat: -DAY - 10 }, undefined],
    ['issued a day and 11 seconds ago', { iat: -DAY - 11 }, EXPIRED],
    ['lives a day', { exp: DAY }, undefined],
    ['lives a day and a second', { exp: DAY + 1 }, wrongClaim('exp')],
  ])('judges times with ten seconds of grace: %s', async (_what, times, refused) => {
    stopDate();
    const wish = { claims: fromNow(times) };
    if (refused === undefined) await startSigned(testHost({ clients: [signer.client] }), signer, wish);
    else await expectSignedRefused(signer, wish, refused);
  });
});

describe('the typ of a signed request', () => {
  it.each([
    ...[undefined, 'JWT', 'jwt', 'application/jwt', 'JOSE'],
    ...['oauth-authz-req+jwt', 'OautH-auThZ-REQ+jWt', 'application/oauth-authz-req+jwt'],
    ...['APPLICATION/OAuth-Authz-Req+JWT'],
  ])('takes the typ %s', async (typ) => {
    const host = testHost({ clients: [signers.ES256.client] });
    await startSigned(host, signers.ES256, { header: { typ } });
  });

  it.each([
    ...['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt', 'dpop+jwt', 'logout+jwt'],
    ...['client-authentication+jwt', 'secevent+jwt', 'token-introspection+jwt', 'unheard-of+jwt', '+jwt'],
  ])('refuses the typ %s', async (typ) => {
    await expectSignedRefused(signers.ES256, { header: { typ } }, OTHER_KIND);
  });
});

describe('a signed request that comes again', () => {
  it('refuses a request that was sent before', async () => {
    const { client } = signers.ES256;
    const host = testHost({ clients: [client] });
    const fields = signedFields(signers.ES256);
    expect((await ask(host, fields, { client })).status).toBe(200);
    const again = await ask(host, fields, { client });
    expectRefusal(again, [400, 'invalid_request'], { description: 'The signed request was used before.' });
    expect(host.notified).toHaveLength(1);
  });
});
