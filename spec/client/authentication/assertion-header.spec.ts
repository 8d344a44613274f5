import { certificateAuthority } from '../../support/certificates.ts';
import {
  type AssertionWish,
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { jws } from '../../support/client-jws.ts';
import { clientKey } from '../../support/client-keys.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const [client] = signers as readonly [SigningClient];
const { client_id, key } = client;
const stranger = clientKey('ES256', 'stranger');

/** Ways to bring a key along. */
const broughtAlong: readonly (readonly [string, Record<string, unknown>])[] = [
  ['jwk', { jwk: stranger.jwk }],
  ['jku', { jku: 'https://keys.example.com/jwks' }],
  ['x5u', { x5u: 'https://keys.example.com/certificate' }],
  ['x5c', { x5c: ['MIIB'] }],
];

describe.each(endpoints)('the header of an assertion at the $endpoint endpoint', (at) => {
  const send = async (assertion: string) => {
    const host = watchedHost({ clients: signers });
    return { host, res: await at.send(host, bearing(assertion)) };
  };
  const refused = async (
    wish: AssertionWish | string,
    reason: 'type' | 'malformed' | 'algorithm' | 'unknown_key' | 'signature',
  ): Promise<void> => {
    const { host, res } = await send(typeof wish === 'string' ? wish : assertionOf(client, wish));
    expectUnproven(host, res, at, { reason, client_id });
  };

  it.each([
    ...[undefined, 'JWT', 'jwt', 'application/jwt', 'JOSE', 'client-authentication+jwt'],
    ...['Client-Authentication+JWT', 'application/client-authentication+jwt'],
  ])('takes any general typ, and none: %s', async (typ) => {
    const { res } = await send(assertionOf(client, { header: { typ } }));
    expectPassed(res, at);
  });

  it.each([
    ...[
      'at+jwt',
      'AT+JWT',
      'application/at+jwt',
      'dpop+jwt',
      'oauth-authz-req+jwt',
      'logout+jwt',
      'secevent+jwt',
    ],
    ...['token-introspection+jwt', 'x-client-authentication+jwt', '+jwt'],
  ])('refuses another kind of JWT: %s', (typ) => refused({ header: { typ } }, 'type'));

  it.each(broughtAlong)(
    'ignores %s where the signature is that of a registered key',
    async (_name, header) => {
      const { res } = await send(assertionOf(client, { header }));
      expectPassed(res, at);
    },
  );

  it.each(broughtAlong)('takes no key from %s', async (_name, header) => {
    await refused({ header, key: stranger }, 'unknown_key');
    await refused({ header: { ...header, kid: key.jwk.kid }, key: stranger }, 'signature');
    await refused({ header: { ...header, kid: undefined }, key: stranger }, 'signature');
  });

  it('takes no key from a certificate that an authority signed', async () => {
    const { cert } = await (await certificateAuthority()).issue({ subject: `CN=${client_id}` });
    const x5c = [cert.replace(/-----[A-Z ]+-----|\s/g, '')];
    await refused({ header: { x5c, kid: undefined }, key: stranger }, 'signature');
  });

  it.each<[string, Record<string, unknown>]>([
    ['an extension that nobody knows', { crit: ['vendor'], vendor: 1 }],
    ['an extension that is missing', { crit: ['exp'] }],
  ])('refuses a critical header with %s', (_name, header) => refused({ header }, 'algorithm'));

  it.each<[string, unknown]>([
    ['empty', []],
    ['no list', 'b64'],
    ['a list of numbers', [5]],
    ['null', null],
  ])('refuses crit that is %s', (_name, crit) => refused({ header: { crit, b64: true } }, 'malformed'));

  it('refuses claims that are not encoded', () => {
    const header = { alg: key.alg, kid: key.jwk.kid, b64: false, crit: ['b64'] };
    return refused(jws({ header, payload: goodClaims(client), key: key.privateKey }), 'malformed');
  });

  it.each<[string, string]>([
    ['no JSON', '{"alg":"ES256"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['text', '"ES256"'],
    ['deep', `${'['.repeat(8000)}${']'.repeat(8000)}`],
    ['UTF-8 that is broken', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')],
  ])('refuses a header that is %s', (_name, header) =>
    refused(jws({ header, payload: goodClaims(client), key: key.privateKey, alg: 'ES256' }), 'malformed'),
  );

  it('ignores what else is in the header', async () => {
    const header = {
      cty: 'JWT',
      zip: 'DEF',
      b64: false,
      iss: 'x',
      __proto__: null,
      constructor: 1,
      nested: { alg: 'none' },
    };
    expectPassed((await send(assertionOf(client, { header }))).res, at);
  });
});
