import { createPublicKey } from 'node:crypto';
import {
  type AssertionWish,
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  signers,
  signingClient,
} from '../../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { jws } from '../../support/client-jws.ts';
import { type ClientKey, clientKey, rsaClientKey } from '../../support/client-keys.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const cases = endpoints.flatMap((at) =>
  signers.map((client) => ({ ...at, at, client, alg: client.key.alg })),
);

/** For each client a key of the same kind as its own. */
const strangers: Readonly<Record<string, ClientKey>> = Object.fromEntries(
  signers.map(({ client_id, key: { alg } }) => [
    client_id,
    alg === 'PS256' ? rsaClientKey(alg, 2048, 'stranger') : clientKey(alg, 'stranger'),
  ]),
);

/** The forms in which the public key of a client lies about for anybody to use as a secret. */
const asSecret: Readonly<Record<string, (key: ClientKey) => string>> = {
  'as PEM': ({ privateKey }) => String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })),
  'as PEM without its last line break': ({ privateKey }) =>
    String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })).trimEnd(),
  'as the text of its JWK': ({ jwk }) => JSON.stringify(jwk),
  'as the text of its key set': ({ jwk }) => JSON.stringify({ keys: [jwk] }),
  'as its coordinate or modulus': ({ jwk }) => String(jwk.x ?? jwk.n),
};

describe.each(cases)('the signature of an assertion by $alg at the $endpoint endpoint', ({ at, client }) => {
  const { client_id, key } = client;
  const send = (assertion: string, clients: readonly SigningClient[] = signers) => {
    const host = watchedHost({ clients });
    return { host, answer: at.send(host, bearing(assertion)) };
  };
  const refused = async (
    assertion: string | AssertionWish,
    reason: 'algorithm' | 'signature' | 'unknown_key' | 'malformed',
  ): Promise<void> => {
    const { host, answer } = send(typeof assertion === 'string' ? assertion : assertionOf(client, assertion));
    expectUnproven(host, await answer, at, { reason, client_id });
  };
  const parts = (): readonly [string, string, string] =>
    assertionOf(client).split('.') as unknown as readonly [string, string, string];

  it.each(['none', 'None', 'NONE', 'HS256', 'HS512', 'es256', 'RSA-OAEP', 'dir'])(
    'refuses the algorithm %s',
    (alg) => refused({ header: { alg } }, 'algorithm'),
  );

  it.each(['without a signature', 'under a good signature'])('refuses the algorithm none %s', (how) => {
    const header = { alg: 'none', kid: key.jwk.kid };
    const alg = how === 'without a signature' ? 'none' : key.alg;
    return refused(jws({ header, payload: goodClaims(client), key: key.privateKey, alg }), 'algorithm');
  });

  it.each(Object.keys(asSecret))('refuses HS256 by the public key %s', (form) =>
    refused({ header: { alg: 'HS256' }, key: asSecret[form]!(key) }, 'algorithm'),
  );

  it.each([[undefined], [null], [5], [['ES256']], [{}], ['']])(
    'refuses an alg that names nothing: %j',
    (alg) => refused({ header: { alg } }, 'malformed'),
  );

  it.each([
    ["another client's key", 'other'],
    ['a key that nobody registered', 'stranger'],
  ] as const)('refuses the signature of %s', async (_name, whose) => {
    const unregistered = strangers[client_id]!;
    const registered = whose === 'other' ? [signingClient('other', unregistered)] : [];
    for (const [header, reason] of [
      [{}, 'unknown_key'],
      [{ kid: undefined }, 'signature'],
      [{ kid: key.jwk.kid }, 'signature'],
    ] as const) {
      const { host, answer } = send(assertionOf(client, { key: unregistered, header }), [
        ...signers,
        ...registered,
      ]);
      expectUnproven(host, await answer, at, { reason, client_id });
    }
  });

  it('refuses a signature over another payload', async () => {
    const [header, , signature] = parts();
    const [, payload] = parts();
    await refused(`${header}.${payload}.${signature}`, 'signature');
  });

  it('refuses a signature under another header', async () => {
    const [, payload, signature] = parts();
    const [header] = assertionOf(client, { header: { typ: 'JWT' } }).split('.');
    await refused(`${header}.${payload}.${signature}`, 'signature');
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['no signature', () => Buffer.alloc(0)],
    ['half a signature', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['a signature with a byte more', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['a signature with one bit flipped', (bytes) => bytes.fill((bytes[9] ?? 0) ^ 1, 9, 10)],
    ['a signature of nothing but zeros', (bytes) => bytes.fill(0)],
  ])('refuses %s', async (_name, spoil) => {
    const [header, payload, signature] = parts();
    await refused(
      `${header}.${payload}.${spoil(Buffer.from(signature, 'base64url')).toString('base64url')}`,
      'signature',
    );
  });

  it('refuses another algorithm than the registered one', async () => {
    const token_endpoint_auth_signing_alg = key.alg === 'ES256' ? 'PS256' : 'ES256';
    const { host, answer } = send(assertionOf(client), [{ ...client, token_endpoint_auth_signing_alg }]);
    expectUnproven(host, await answer, at, { reason: 'algorithm', client_id });
  });

  it.each(['HS256', 'none'])('refuses %s, though it is the registered algorithm', async (alg) => {
    const secret = asSecret['as PEM']!(key);
    const registered = { ...client, client_secret: secret, token_endpoint_auth_signing_alg: alg };
    const { host, answer } = send(assertionOf(client, { header: { alg }, key: secret }), [registered]);
    expectUnproven(host, await answer, at, { reason: 'algorithm', client_id });
  });

  it('takes the registered algorithm', async () => {
    const clients = [{ ...client, token_endpoint_auth_signing_alg: key.alg }];
    expectPassed(await send(assertionOf(client), clients).answer, at);
  });
});
