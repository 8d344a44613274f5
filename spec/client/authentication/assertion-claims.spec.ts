import {
  type AssertionWish,
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  seconds,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const DAY = 86_400;
const hostOf = (): WatchedHost => watchedHost({ clients: signers });
const cases = endpoints.flatMap((at) =>
  signers.map((client) => ({ ...at, at, client, alg: client.key.alg })),
);

/** Values of every type but text and, for times, number. */
const notText: readonly unknown[] = [5, ['text'], { text: 1 }, null, true];
const notTimes: readonly unknown[] = ['1', [1], { at: 1 }, null, true];

/** A claim that JavaScript would not write like that. */
const raw = (client: SigningClient, claim: string, text: string): AssertionWish => ({
  payload: JSON.stringify({ ...goodClaims(client), [claim]: '?' }).replace(
    `"${claim}":"?"`,
    `"${claim}":${text}`,
  ),
});

describe.each(cases)('the claims of an assertion by $alg at the $endpoint endpoint', ({ at, client }) => {
  const { client_id } = client;
  const refused = async (wish: AssertionWish, reason: 'claim' | 'expired' | 'audience'): Promise<void> => {
    const host = hostOf();
    const res = await at.send(host, bearing(assertionOf(client, wish)));
    const description = reason === 'audience' ? expect.stringContaining('assertionAudience') : undefined;
    expectUnproven(host, res, at, { reason, client_id, ...(description && { description }) });
  };

  it.each(['iss', 'aud', 'exp', 'jti'])('refuses an assertion without %s', (claim) =>
    refused({ claims: { [claim]: undefined } }, 'claim'),
  );

  it('refuses an assertion without sub, since nobody is named', async () => {
    const host = hostOf();
    const res = await at.send(host, bearing(assertionOf(client, { claims: { sub: undefined } })));
    expectUnproven(host, res, at, { reason: 'no_credentials' });
  });

  it.each(notText)('refuses an iss that is no text: %j', (iss) => refused({ claims: { iss } }, 'claim'));
  it.each(notText)('refuses a jti that is no text: %j', (jti) => refused({ claims: { jti } }, 'claim'));
  it.each([...notText, []])('refuses an aud that is no text: %j', (aud) =>
    refused({ claims: { aud } }, 'audience'),
  );
  it.each(notTimes)('refuses an exp that is no number: %j', (exp) => refused({ claims: { exp } }, 'claim'));
  it.each(notTimes)('refuses an iat that is no number: %j', (iat) => refused({ claims: { iat } }, 'claim'));
  it.each(notTimes)('refuses an nbf that is no number: %j', (nbf) => refused({ claims: { nbf } }, 'claim'));

  it.each([...notText, '', 'a\nb', 'ä', 'x'.repeat(1025)])(
    'refuses a sub that names nobody: %j',
    async (sub) => {
      const host = hostOf();
      const res = await at.send(host, bearing(assertionOf(client, { claims: { sub, iss: sub } })));
      expectUnproven(host, res, at, { reason: 'no_credentials' });
    },
  );

  it.each(['somebody', '__proto__', 'SIGNS-ES256'])(
    'refuses the sub %s, which nobody registered',
    async (sub) => {
      const host = hostOf();
      const res = await at.send(host, bearing(assertionOf(client, { claims: { sub } })));
      expectUnproven(host, res, at, { reason: 'unknown_client' });
    },
  );

  it.each(['somebody', '', [client_id], `${client_id} `])('refuses the iss %j beside its sub', (iss) =>
    refused({ claims: { iss } }, 'claim'),
  );

  it('refuses an empty jti', () => refused({ claims: { jti: '' } }, 'claim'));
  it('refuses an assertion that ended a day ago', () =>
    refused({ claims: { exp: seconds(-DAY) } }, 'expired'));
  it('refuses an assertion that ended before there was time', () =>
    refused({ claims: { exp: -1 } }, 'expired'));
  it('refuses an assertion that ends in a day', () => refused({ claims: { exp: seconds(DAY) } }, 'claim'));
  it('refuses an exp in milliseconds', () => refused({ claims: { exp: Date.now() + 60_000 } }, 'claim'));
  it('refuses an exp that never comes', () => refused(raw(client, 'exp', '1e999'), 'claim'));
  it('refuses an assertion issued in a day', () => refused({ claims: { iat: seconds(DAY) } }, 'claim'));
  it('refuses an assertion issued a day ago', () => refused({ claims: { iat: seconds(-DAY) } }, 'expired'));
  it('refuses an assertion good from tomorrow on', () => refused({ claims: { nbf: seconds(DAY) } }, 'claim'));
  it('refuses an nbf that never comes', () => refused(raw(client, 'nbf', '1e999'), 'claim'));

  it.each<[string, AssertionWish['claims']]>([
    ['no iat', { iat: undefined }],
    ['an nbf long ago', { nbf: seconds(-DAY) }],
    ['times with fractions', { exp: seconds() + 60.5, iat: seconds() - 0.5, nbf: seconds() - 0.25 }],
    ['a jti of 5,000 characters', { jti: 'x'.repeat(5000) }],
    ['a jti beyond ASCII', { jti: 'ä\u0000\n"日' }],
  ])('takes %s', async (_name, claims = {}) => {
    expectPassed(await at.send(hostOf(), bearing(assertionOf(client, { claims }))), at);
  });
});
