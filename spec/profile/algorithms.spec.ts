import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../lib/errors.js';
import { type ClientKey, clientKey, rsaClientKey } from '../support/client-keys.js';
import { testHost } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { jwks } from '../support/http-keys.js';
import { rsaKey } from '../support/new-keys.js';
import {
  askFapi,
  fapiClient,
  fapiClients,
  fapiHost,
  pollFapi,
  startFapi,
} from '../support/signed-profile.js';
import { askSigned, assertion, type Signer } from '../support/signed-request.js';

const OTHER = ['RS256', 'RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** The code and text by which a start with this key is refused. */
function refusalOf(key: unknown): [code?: string, message?: string] {
  try {
    testHost({ profile: 'fapi-ciba', idToken: { keys: [key as never] } });
  } catch (error) {
    const { code, message } = error as ConfigurationError;
    expect(error).toBeInstanceOf(ConfigurationError);
    return [code, message];
  }
  return [];
}

const UNFIT = 'a key in idToken.keys does not fit PS256, ES256 (ERR_CIBA_SIGNING_ALG)';

describe('the keys of ID tokens under the profile', () => {
  it.each<[string, unknown]>([
    ['RS256', jwks.RS256],
    ['EdDSA', jwks.EdDSA],
    ['EdDSA, by a KeyObject', generateKeyPairSync('ed25519').privateKey],
    ['RS384', { ...jwks.RS256, alg: 'RS384' }],
    ['none', { ...jwks.RS256, alg: 'none' }],
  ])('refuses a signing key for %s', (_alg, key) => {
    expect(refusalOf(key)).toEqual(['ERR_CIBA_SIGNING_ALG', UNFIT]);
  });

  it.each<[string, unknown]>([
    ['RSA of 1,024 bits', rsaKey(1024)],
    ['RSA of 2,040 bits', rsaKey(2040)],
    ['RSA of 1,024 bits for PS256', { ...rsaKey(1024).export({ format: 'jwk' }), alg: 'PS256' }],
    ['a curve of another size', generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey],
  ])('refuses a key that is too weak: %s', (_name, key) => {
    expect(refusalOf(key)).toEqual(['ERR_CIBA_SIGNING_ALG', UNFIT]);
  });

  it.each<[string, string, unknown]>([
    ['PS256', 'an RSA key that says no algorithm', { ...jwks.RS256, alg: undefined }],
    ['PS256', 'an RSA key for PS256', jwks.PS256],
    ['PS256', 'an RSA KeyObject', rsaKey(2048)],
    ['ES256', 'a P-256 key', jwks.ES256],
  ])('signs by %s with %s', (alg, _name, key) => {
    const { ciba } = fapiHost({ idToken: { keys: [key as never] } });
    expect(ciba.jwks().keys).toEqual([expect.objectContaining({ alg, use: 'sig' })]);
    expect(ciba.metadata().id_token_signing_alg_values_supported).toEqual([alg]);
  });

  it('leaves the same RSA key to RS256 without the profile', () => {
    const { ciba } = testHost({ idToken: { keys: [{ ...jwks.RS256, alg: undefined } as never] } });
    expect(ciba.jwks().keys).toEqual([expect.objectContaining({ alg: 'RS256' })]);
  });
});

describe.each(OTHER)('a client that signs by %s', (alg) => {
  const [good] = fapiClients as readonly [Signer];
  const odd = fapiClient(alg, { client_id: 'odd' });

  it('has its requests refused, though it registered that', async () => {
    const key = clientKey('ES256', 'good');
    const client = { ...odd.client, jwks: { keys: [odd.key.jwk, key.jwk] } };
    const host = fapiHost({ clients: [client] });
    const res = await askSigned(host, odd, {}, assertion({ client, key }));
    expectRefusal(res, [400, 'invalid_request'], {
      description: 'The signed request uses another algorithm than the client registered.',
    });
    await expectNothingAsked(host);
  });

  it('has its assertions refused at both endpoints, whatever it registered', async () => {
    for (const token_endpoint_auth_signing_alg of [undefined, alg]) {
      const client = { ...good.client, jwks: { keys: [good.key.jwk, odd.key.jwk] } };
      const host = fapiHost({ clients: [{ ...client, token_endpoint_auth_signing_alg }] });
      const proof = assertion({ client, key: odd.key });
      expectRefusal(await askSigned(host, good, {}, proof), [401, 'invalid_client']);
      const polled = await pollFapi(host, { authReqId: 'x', id: '' }, good, proof);
      expectRefusal(polled, [401, 'invalid_client']);
    }
  });
});

describe.each(['PS256', 'ES256'])('a client that signs by %s', (alg) => {
  it('has requests and assertions taken', async () => {
    const client = fapiClient(alg, { token_endpoint_auth_signing_alg: alg });
    const host = fapiHost({ clients: [client.client] });
    await startFapi(host, client);
  });
});

describe('a client whose key is too weak', () => {
  const weak: ClientKey = rsaClientKey('PS256', 1024);

  it('has its assertions refused', async () => {
    const signer = fapiClient('PS256');
    const client = { ...signer.client, jwks: { keys: [weak.jwk] } };
    const host = fapiHost({ clients: [client] });
    const res = await askFapi(host, { client, key: weak });
    expectRefusal(res, [401, 'invalid_client']);
    await expectNothingAsked(host);
  });

  it('has its requests refused', async () => {
    const signer = fapiClient('PS256');
    const client = { ...signer.client, jwks: { keys: [signer.key.jwk, weak.jwk] } };
    const host = fapiHost({ clients: [client] });
    const res = await askSigned(host, { client, key: weak }, {}, assertion(signer));
    expectRefusal(res, [400, 'invalid_request'], {
      description: 'The signed request is signed by a key that the client did not register.',
    });
    await expectNothingAsked(host);
  });
});
