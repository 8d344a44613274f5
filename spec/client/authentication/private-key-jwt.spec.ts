import {
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  signers,
  signingClient,
} from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { clientKey } from '../../support/client-keys.ts';
import { till } from '../../support/host.js';
import { expectRefusal } from '../../support/http-answers.js';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';
import { basic, type Fields, type FormPost } from '../../support/http-requests.js';

const [client] = signers as readonly [SigningClient];
const { client_id } = client;
const hostOf = (...clients: SigningClient[]): WatchedHost => watchedHost({ clients: [till, ...clients] });
const ALGS = [
  ...['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519'],
];

describe.each(endpoints)('private_key_jwt at the $endpoint endpoint', (at) => {
  it.each(ALGS)('takes an assertion signed by %s', async (alg) => {
    const signing = signingClient('signing', clientKey(alg));
    const host = hostOf(signing);
    expectPassed(await at.send(host, bearing(assertionOf(signing))), at);
    expect(host.failures).toEqual([]);
  });

  it('takes a client_id beside an assertion of that client', async () => {
    expectPassed(await at.send(hostOf(client), bearing(assertionOf(client), { client_id })), at);
  });

  it('takes an empty client_secret beside an assertion for left out', async () => {
    const sent = bearing(assertionOf(client), { client_secret: '' });
    expectPassed(await at.send(hostOf(client), sent), at);
  });

  it('ignores claims that it does not know, however deep', async () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const payload = JSON.stringify(goodClaims(client)).replace(
      /}$/,
      `,"deep":${deep},"__proto__":{"sub":"x"}}`,
    );
    expectPassed(await at.send(hostOf(client), bearing(assertionOf(client, { payload }))), at);
  });

  it.each(signers)('refuses an assertion beside the client_id of another client', async (signing) => {
    const host = hostOf(...signers);
    const sent = bearing(assertionOf(signing), { client_id: 'till' });
    expectUnproven(host, await at.send(host, sent), at, { reason: 'no_credentials' });
  });

  it.each<[string, Fields]>([
    ['no client_assertion_type', { client_assertion_type: undefined }],
    ['an empty client_assertion_type', { client_assertion_type: '' }],
    [
      'the type of SAML',
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
    ],
    [
      'a type in another case',
      { client_assertion_type: 'URN:ietf:params:oauth:client-assertion-type:jwt-bearer' },
    ],
    [
      'a type and a space',
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer ' },
    ],
    ['no client_assertion', { client_assertion: undefined }],
    ['an empty client_assertion', { client_assertion: '' }],
    ['a client_id and no client_assertion', { client_assertion: undefined, client_id }],
  ])('refuses %s', async (_name, fields) => {
    const host = hostOf(client);
    const res = await at.send(host, bearing(assertionOf(client), fields));
    expectUnproven(host, res, at, { reason: 'no_credentials' });
  });

  it.each([undefined, '', 'client_secret_basic', 'client_secret_post', 'tls_client_auth', 'none'])(
    'refuses an assertion where %p is registered',
    async (token_endpoint_auth_method) => {
      const host = hostOf({ ...client, token_endpoint_auth_method });
      const res = await at.send(host, bearing(assertionOf(client)));
      expectUnproven(host, res, at, { reason: 'method', client_id });
    },
  );

  it('refuses a good assertion where clientAuthMethods leaves the method out', async () => {
    const host = watchedHost({
      clients: [client],
      clientAuthMethods: ['client_secret_basic', 'tls_client_auth'],
    });
    const res = await at.send(host, bearing(assertionOf(client)));
    expectUnproven(host, res, at, { reason: 'method', client_id });
  });

  it.each<[string, Fields]>([
    ['the identifier alone', { client_id }],
    ['a secret', { client_id, client_secret: 'secret' }],
  ])('refuses %s of a client that registered it', async (_name, fields) => {
    const host = hostOf({ ...client, client_secret: 'secret' });
    const res = await at.send(host, { client: null, fields });
    expectUnproven(host, res, at, { reason: 'method', client_id });
  });

  it.each<[string, FormPost]>([
    ['a Basic header', { headers: basic('till:till-secret') }],
    ['a Bearer header', { headers: { Authorization: 'Bearer abc' } }],
    ['a secret in the body', { fields: { client_secret: 'till-secret' } }],
  ])('refuses %s beside an assertion for two mechanisms', async (_name, { headers = {}, fields = {} }) => {
    const host = hostOf(client);
    const res = await at.send(host, { ...bearing(assertionOf(client), fields), headers });
    const description = 'More than one client authentication mechanism was used.';
    expectRefusal(res, [400, 'invalid_request'], { description });
    expect([host.stored, host.notified, host.failures]).toEqual([[], [], []]);
  });

  it.each(['client_assertion', 'client_assertion_type', 'client_id'])(
    'refuses %s given twice',
    async (name) => {
      const host = hostOf(client);
      const { fields = {} } = bearing(assertionOf(client), { client_id });
      const twice = String(fields[name]);
      const res = await at.send(host, { client: null, fields: { ...fields, [name]: [twice, twice] } });
      expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
      expect([host.stored, host.notified, host.failures]).toEqual([[], [], []]);
    },
  );
});
