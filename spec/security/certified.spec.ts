import { publicKeys } from '../../lib/jwt/key-set.js';
import { assertionOf, bearing, signers, signingClient } from '../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../support/client-host.ts';
import { clientKey, rsaClientKey } from '../support/client-keys.ts';
import { testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { endpoints } from '../support/http-endpoints.js';
import {
  fapiClient,
  fapiHost,
  pollFapi,
  presentedCertificate,
  startFapi,
} from '../support/signed-profile.js';
import { askSigned, signers as requestSigners } from '../support/signed-request.js';

describe('a signed request that could be a client assertion as well', () => {
  const signer = requestSigners.ES256;

  it('is refused', async () => {
    const host = testHost({ clients: [signer.client] });
    const res = await askSigned(host, signer, { claims: { sub: signer.client.client_id } });
    expectRefusal(res, [400, 'invalid_request'], {
      description: 'The claim sub of the signed request is missing or wrong.',
    });
    expect(host.notified).toEqual([]);
  });

  it('is no different for another sub, which means nothing', async () => {
    const host = testHost({ clients: [signer.client] });
    expect((await askSigned(host, signer, { claims: { sub: 'alice' } })).status).toBe(200);
  });
});

describe('keys that cost whoever verifies by them', () => {
  const { jwk } = rsaClientKey('PS256');

  it.each([
    ['a long public exponent', { ...jwk, e: 'x'.repeat(512) }],
    ['a modulus of 16,384 bits', { ...jwk, n: 'x'.repeat(2731) }],
    ['a list for a text', { ...jwk, kid: Array(1000).fill('x') }],
    ['a long list of operations', { ...jwk, key_ops: Array(1000).fill('verify') }],
  ])('are no keys of a client: %s', (_name, key) => {
    expect(publicKeys({ keys: [key, jwk] })).toEqual([jwk]);
  });

  describe.each(endpoints)('at the $endpoint endpoint', (at) => {
    it('are four at most for one assertion, though more share its kid', async () => {
      const signer = signingClient('many', clientKey('ES256', 'same'));
      const others = Array.from({ length: 4 }, () => clientKey('ES256', 'same').jwk);
      const host = watchedHost({ clients: [{ ...signer, jwks: { keys: [...others, signer.key.jwk] } }] });
      const res = await at.send(host, bearing(assertionOf(signer)));
      expectUnproven(host, res, at, { client_id: 'many', reason: 'signature' });
    });
  });
});

describe.each(endpoints)('an assertion at the $endpoint endpoint that is another kind of JWT', (at) => {
  it.each(['at+jwt ', ' AT+JWT', 'at+jwt;v=1', 'application/at+jwt; x'])('is refused: %j', async (typ) => {
    const [signer] = signers;
    if (signer === undefined) throw new Error('no signer');
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing(assertionOf(signer, { header: { typ } })));
    expectUnproven(host, res, at, { client_id: signer.client_id, reason: 'type' });
  });
});

describe('a client whose scope is no text, out of whatever database', () => {
  it.each([[123], [[]], [{}], [true]])('may ask for nothing: %j', async (scope) => {
    const host = testHost({ clients: [{ ...till, scope: scope as never }] });
    const [backchannel] = endpoints;
    expectRefusal(await (backchannel as NonNullable<typeof backchannel>).send(host, {}), [
      400,
      'invalid_scope',
    ]);
  });
});

describe('an ID token of the host’s own under the profile', () => {
  const id_token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;

  it('is not sent where it is signed by an algorithm that the profile forbids', async () => {
    const signer = fapiClient('ES256');
    const issueTokens = () => ({ access_token: 'a', token_type: 'Bearer', id_token });
    const host = fapiHost({ clients: [signer.client], adapter: { issueTokens } });
    host.present(await presentedCertificate());
    const started = await startFapi(host, signer);
    await host.ciba.approve(started.id, { sub: 'alice' });
    expectRefusal(await pollFapi(host, started, signer), [500, 'server_error']);
  });
});
