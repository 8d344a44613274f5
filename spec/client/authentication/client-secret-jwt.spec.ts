import type { CibaClient } from '../../../lib/client/metadata.js';
import {
  type AssertionWish,
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  seconds,
  signingClient,
} from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { jws } from '../../support/client-jws.ts';
import { clientKey } from '../../support/client-keys.ts';
import { expectRefusal } from '../../support/http-answers.js';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';
import { basic } from '../../support/http-requests.js';

const SECRETS = { HS256: 's'.repeat(32), HS384: 's'.repeat(48), HS512: 's'.repeat(64) };
const key = clientKey('ES256');
const registered = (changes: Partial<CibaClient> = {}): SigningClient =>
  signingClient('secretive', key, {
    token_endpoint_auth_method: 'client_secret_jwt',
    client_secret: SECRETS.HS512,
    jwks: undefined,
    ...changes,
  });
const client = registered();
const { client_id } = client;
const hostOf = (...clients: CibaClient[]): WatchedHost => watchedHost({ clients });

/** An assertion by a secret. */
function bySecret({
  alg = 'HS256',
  secret = SECRETS.HS512,
  claims = {},
  typ,
}: AssertionWish & {
  readonly alg?: string;
  readonly secret?: string;
  readonly typ?: string;
} = {}): string {
  const payload = { ...goodClaims(client), ...claims };
  return jws({ header: { alg, typ }, payload, key: secret });
}

describe.each(endpoints)('client_secret_jwt at the $endpoint endpoint', (at) => {
  it.each(Object.entries(SECRETS))(
    'takes an assertion by %s with a secret just long enough',
    async (alg, secret) => {
      const host = hostOf(registered({ client_secret: secret }));
      expectPassed(await at.send(host, bearing(bySecret({ alg, secret }))), at);
      expect(host.failures).toEqual([]);
    },
  );

  it.each(Object.keys(SECRETS))('takes the algorithm that is registered, %s', async (alg) => {
    const host = hostOf(registered({ token_endpoint_auth_signing_alg: alg }));
    expectPassed(await at.send(host, bearing(bySecret({ alg }))), at);
  });

  it('takes a secret that is counted in bytes, whatever its letters', async () => {
    const secret = 'é'.repeat(16);
    const host = hostOf(registered({ client_secret: secret }));
    expectPassed(await at.send(host, bearing(bySecret({ secret }))), at);
  });

  it('takes an assertion once', async () => {
    const host = hostOf(client);
    const sent = bearing(bySecret());
    expectPassed(await at.send(host, sent), at);
    expectRefusal(await at.send(host, sent), [401, 'invalid_client']);
    expect(host.failures).toEqual([{ endpoint: at.endpoint, reason: 'replayed', client_id }]);
  });

  it.each<[string, string, Parameters<typeof bySecret>[0], Partial<CibaClient>?]>([
    ['signature', 'another secret', { secret: 'x'.repeat(64) }],
    ['algorithm', 'another algorithm than the registered', {}, { token_endpoint_auth_signing_alg: 'HS384' }],
    ['algorithm', 'a registered algorithm of keys', {}, { token_endpoint_auth_signing_alg: 'ES256' }],
    [
      'algorithm',
      'a secret too short for HS512',
      { alg: 'HS512', secret: SECRETS.HS384 },
      { client_secret: SECRETS.HS384 },
    ],
    [
      'algorithm',
      'a secret too short for HS384',
      { alg: 'HS384', secret: SECRETS.HS256 },
      { client_secret: SECRETS.HS256 },
    ],
    [
      'unknown_key',
      'a secret too short for any',
      { secret: 's'.repeat(31) },
      { client_secret: 's'.repeat(31) },
    ],
    ['unknown_key', 'no secret', {}, { client_secret: undefined }],
    ['unknown_key', 'an empty secret', { secret: 's' }, { client_secret: '' }],
    ['unknown_key', 'a secret that has expired', {}, { client_secret_expires_at: 1 }],
    ['claim', 'another issuer', { claims: { iss: 'x' } }],
    ['claim', 'no jti', { claims: { jti: undefined } }],
    ['claim', 'an end that is far', { claims: { exp: seconds(7200) } }],
    ['expired', 'an end that is over', { claims: { exp: seconds(-60) } }],
    ['type', 'another type', { typ: 'dpop+jwt' }],
  ])('refuses for its %s: %s', async (reason, _name, wish, changes = {}) => {
    const host = hostOf(registered(changes));
    const res = await at.send(host, bearing(bySecret(wish)));
    expectUnproven(host, res, at, { reason: reason as 'claim', client_id });
  });

  it('says what is wrong with the audience', async () => {
    const host = hostOf(client);
    const res = await at.send(host, bearing(bySecret({ claims: { aud: 'https://evil.example.com' } })));
    const description =
      "aud of the client assertion must be the issuer alone (assertionAudience is 'issuer').";
    expectUnproven(host, res, at, { reason: 'audience', client_id, description });
  });

  it('takes no signature of a key, though there is one', async () => {
    const host = hostOf(registered({ jwks: { keys: [key.jwk] } }));
    const res = await at.send(host, bearing(assertionOf(client)));
    expectUnproven(host, res, at, { reason: 'algorithm', client_id });
  });

  it('is not what a client of private_key_jwt may use, though it has a secret', async () => {
    const signing = registered({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } });
    const host = hostOf(signing);
    const res = await at.send(host, bearing(bySecret()));
    expectUnproven(host, res, at, { reason: 'algorithm', client_id });
  });

  it('takes no public key for a secret', async () => {
    const secret = key.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const signing = registered({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } });
    const host = hostOf({ ...signing, client_secret: undefined });
    const res = await at.send(host, bearing(bySecret({ secret })));
    expectUnproven(host, res, at, { reason: 'algorithm', client_id });
  });

  it.each([
    ['by Basic', { client: null, headers: basic(`${client_id}:${SECRETS.HS512}`) }, true],
    ['in the body', { client }, false],
  ])('takes no secret shown %s', async (_where, sent, challenge) => {
    const host = hostOf(client);
    expectRefusal(await at.send(host, sent), [401, 'invalid_client'], { challenge });
    expect(host.failures).toEqual([{ endpoint: at.endpoint, reason: 'method', client_id }]);
  });
});
