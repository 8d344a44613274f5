import { createPublicKey } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { type ClientKey, clientKey, rsaClientKey } from '../../support/client-keys.js';
import { testHost, till } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import {
  askSigned,
  requestObject,
  type SignedWish,
  type Signer,
  signerOf,
  signers,
  startSigned,
} from '../../support/signed-request.js';

const NO_JWT = 'The signed request is no JWT in compact form.';
const OTHER_ALG = 'The signed request uses another algorithm than the client registered.';
const OTHER_KEY = 'The signed request is signed by a key that the client did not register.';
const NOT_VERIFIED = 'The signature of the signed request does not verify.';

/** A key like that of an algorithm's signer, and not the same. */
function freshKey(alg: string): ClientKey {
  return alg === 'PS256' ? rsaClientKey(alg) : clientKey(alg, 'fresh');
}

/** Refuses what is made of a good signed request. */
async function expectGarbledRefused(
  signer: Signer,
  garble: (token: string) => string,
  description: string,
): Promise<void> {
  const sent = { fields: { request: garble(requestObject(signer)) } };
  await expectSignedRefused(signer, {}, description, { sent });
}

describe.each(Object.values(signers))('the signature of a request by $key.alg', (signer) => {
  const pem = createPublicKey(signer.key.privateKey).export({ format: 'pem', type: 'spki' }) as string;
  const unregistered = freshKey(signer.key.alg);

  it.each<[string, SignedWish]>([
    ['none', { header: { alg: 'none', kid: undefined }, key: null }],
    ['none, with a signature', { header: { alg: 'none' } }],
    ['None', { header: { alg: 'None', kid: undefined }, key: null }],
    ['HS256 with the public key as secret', { header: { alg: 'HS256' }, key: pem }],
    ['HS256 with the JWK as secret', { header: { alg: 'HS256' }, key: JSON.stringify(signer.key.jwk) }],
    ['HS256 with the client’s secret', { header: { alg: 'HS256' }, key: till.client_secret }],
    ['RS256', { header: { alg: 'RS256' }, key: clientKey('RS256') }],
    ['ES384', { header: { alg: 'ES384' }, key: clientKey('ES384') }],
    ['EdDSA', { header: { alg: 'EdDSA' }, key: clientKey('EdDSA') }],
    ['in lower case', { header: { alg: signer.key.alg.toLowerCase() } }],
    ['that nobody knows', { header: { alg: 'XX256' } }],
  ])('refuses the algorithm %s', async (_name, wish) => {
    await expectSignedRefused(signer, wish, OTHER_ALG);
  });

  it.each([undefined, null, '', 5, ['ES256'], {}])('refuses a header whose alg is %j', async (alg) => {
    await expectSignedRefused(signer, { header: { alg } }, NO_JWT);
  });

  it.each<[string, SignedWish, string]>([
    ['a key nobody registered', { key: unregistered }, NOT_VERIFIED],
    ['a key of an unknown kid', { header: { kid: 'unknown' } }, OTHER_KEY],
    ['a key of an empty kid', { header: { kid: '' } }, OTHER_KEY],
    ['a kid that is no text', { header: { kid: 5 } }, OTHER_KEY],
  ])('refuses %s', async (_name, wish, description) => {
    await expectSignedRefused(signer, wish, description);
  });

  it('refuses another client’s key', async () => {
    const other = { ...signer.client, client_id: 'other-signer', jwks: { keys: [unregistered.jwk] } };
    const options = { clients: [signer.client, other] };
    const { kid } = unregistered.jwk;
    const wish = { key: unregistered, header: { kid } };
    await expectSignedRefused(signer, wish, OTHER_KEY, { options });
    await expectSignedRefused(signer, { key: unregistered }, NOT_VERIFIED, { options });
  });

  it('refuses another client’s request, whoever it says it is from', async () => {
    const client = { ...signer.client, client_id: 'other-signer', jwks: { keys: [unregistered.jwk] } };
    const options = { clients: [signer.client, client] };
    for (const iss of ['other-signer', signer.client.client_id]) {
      const request = requestObject({ client, key: unregistered }, { claims: { iss } });
      await expectSignedRefused(signer, {}, OTHER_KEY, { options, sent: { fields: { request } } });
    }
  });

  it('needs no kid', async () => {
    await startSigned(testHost({ clients: [signer.client] }), signer, { header: { kid: undefined } });
  });

  it.each<[string, (token: string) => string]>([
    ['cut', (token) => token.slice(0, -8)],
    ['empty', (token) => token.replace(/[^.]*$/, '')],
    ['with other bytes', (token) => token.replace(/\.(.)[^.]{8}([^.]*)$/, '.$1AAAAAAAA$2')],
    ['of another token', (token) => token.replace(/[^.]*$/, requestObject(signer).split('.')[2] ?? '')],
    ['over other claims', (token) => token.replace(/\..*\./, `.${requestObject(signer).split('.')[1]}.`)],
  ])('refuses a signature that is %s', async (_name, garble) => {
    await expectGarbledRefused(signer, garble, NOT_VERIFIED);
  });

  it('refuses an encrypted request', async () => {
    const header = Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').toString('base64url');
    await expectGarbledRefused(signer, () => `${header}.a2V5.aXY.dGV4dA.dGFn`, NO_JWT);
    await expectGarbledRefused(signer, (token) => `${token}.dGV4dA.dGFn`, NO_JWT);
  });

  it.each<[string, (token: string) => string]>([
    ['text', () => 'request'],
    ['two parts', (token) => token.replace(/\.[^.]*$/, '')],
    ['four parts', (token) => `${token}.AAAA`],
    ['a part with padding', (token) => `${token}==`],
    ['a line break', (token) => `${token}\n`],
    ['a space before it', (token) => ` ${token}`],
    ['Base64 of another alphabet', (token) => token.replace('.', '+.')],
    ['a header that is no JSON', (token) => token.replace(/^[^.]*/, 'AAAA')],
    ['a header that is a list', (token) => token.replace(/^[^.]*/, 'W10')],
    ['a JWS in JSON', () => '{"payload":"e30","protected":"e30","signature":"AAAA"}'],
    ['only dots', () => '..'],
    ['a URL', () => 'https://till.example/request.jwt'],
  ])('refuses what is no JWT: %s', async (_name, garble) => {
    await expectGarbledRefused(signer, garble, NO_JWT);
  });
});

describe('an algorithm and its key', () => {
  it('refuses an algorithm other than the registered one', async () => {
    const both = [signers.ES256.key.jwk, signers.PS256.key.jwk];
    const client = { ...signers.ES256.client, jwks: { keys: both } };
    await startSigned(testHost({ clients: [client] }), { client, key: signers.ES256.key });
    await expectSignedRefused({ client, key: signers.PS256.key }, {}, OTHER_ALG);
  });

  it('refuses the same key by a weaker algorithm', async () => {
    await expectSignedRefused(signers.PS256, { header: { alg: 'RS256' } }, OTHER_ALG);
    await expectSignedRefused(signers.PS256, { header: { alg: 'PS512' } }, OTHER_ALG);
  });

  it('refuses a key that was registered for another algorithm or to encrypt', async () => {
    const { jwk } = signers.PS256.key;
    for (const said of [{ alg: 'RS256' }, { use: 'enc' }, { key_ops: ['sign'] }]) {
      const signer = signerOf('PS256', { jwks: { keys: [{ ...jwk, ...said }] } });
      await expectSignedRefused({ ...signer, key: signers.PS256.key }, {}, OTHER_KEY);
    }
  });

  it('takes each of several keys by its kid, and without one by trying', async () => {
    const [first, second] = [clientKey('ES256', 'first'), clientKey('ES256', 'second')];
    const client = { ...signers.ES256.client, jwks: { keys: [first.jwk, second.jwk] } };
    const host = testHost({ clients: [client], caps: false });
    for (const key of [first, second])
      for (const header of [{}, { kid: undefined }]) await startSigned(host, { client, key }, { header });
    const third = clientKey('ES256', 'first');
    for (const header of [{}, { kid: undefined }])
      await expectSignedRefused({ client, key: third }, { header }, NOT_VERIFIED);
  });
});

describe('what the header of a request says of keys', () => {
  const attacker = clientKey('ES256', 'attacker');

  it.each<[string, object]>([
    ['jwk', { jwk: attacker.jwk }],
    ['jku', { jku: 'https://attacker.example/jwks' }],
    ['x5c', { x5c: ['AAAA'] }],
    ['x5u', { x5u: 'https://attacker.example/cert' }],
  ])('is not looked at: %s', async (_name, header) => {
    await expectSignedRefused(signers.ES256, { header: { ...header }, key: attacker }, NOT_VERIFIED);
  });

  it.each<[string, object]>([
    ['a critical header of its own', { crit: ['vendor'], vendor: 1 }],
    ['a critical header that is missing', { crit: ['vendor'] }],
    ['a list of no critical headers', { crit: [] }],
    ['claims without encoding', { crit: ['b64'], b64: false }],
  ])('may not be %s', async (_name, header) => {
    const { client } = signers.ES256;
    const host = testHost({ clients: [client] });
    const res = await askSigned(host, signers.ES256, { header: { ...header } });
    expectRefusal(res, [400, 'invalid_request']);
    await expectNothingAsked(host);
  });
});
