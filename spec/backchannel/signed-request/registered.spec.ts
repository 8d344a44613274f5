import { describe, expect, it } from '@jest/globals';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { testHost, till } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, start } from '../../support/http-requests.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import { type Signer, signerOf, signers, startSigned } from '../../support/signed-request.js';

const MUST_SIGN = 'The request must be signed.';
const MAY_NOT_SIGN = 'The client registered no backchannel_authentication_request_signing_alg.';
const OTHER_ALG = 'The signed request uses another algorithm than the client registered.';

/** A signing client whose registration says something else. */
function registered(changes: object): Signer {
  const { client, key } = signers.ES256;
  return { key, client: { ...client, ...changes } as CibaClient };
}

async function expectUnsignedRefused({ client }: Signer): Promise<void> {
  const host = testHost({ clients: [client] });
  expectRefusal(await ask(host, {}, { client }), [400, 'invalid_request'], { description: MUST_SIGN });
  await expectNothingAsked(host);
}

describe.each(Object.values(signers))('a client registered to sign by $key.alg', (signer) => {
  it('has its signed request taken', async () => {
    const host = testHost({ clients: [signer.client] });
    await startSigned(host, signer);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });

  it('refuses an unsigned request of a client that registered an algorithm', async () => {
    await expectUnsignedRefused(signer);
  });

  it('may send nothing empty in its place', async () => {
    const host = testHost({ clients: [signer.client] });
    const res = await ask(host, { request: '' }, { client: signer.client });
    expectRefusal(res, [400, 'invalid_request'], { description: MUST_SIGN });
    await expectNothingAsked(host);
  });
});

describe('a client that registered no algorithm', () => {
  const unregistered = registered({ backchannel_authentication_request_signing_alg: undefined });

  it('refuses a signed request of a client that registered no algorithm', async () => {
    await expectSignedRefused(unregistered, {}, MAY_NOT_SIGN);
  });

  it.each(['', null])('nor is %j an algorithm', async (alg) => {
    const client = registered({ backchannel_authentication_request_signing_alg: alg });
    await expectSignedRefused(client, {}, MAY_NOT_SIGN);
  });

  it('has its unsigned request taken', async () => {
    const { client } = unregistered;
    await start(testHost({ clients: [client] }), {}, { client });
  });

  it.each([true, 'true', 1])(
    'is refused either way where require_signed_request_object is %j, since no algorithm is agreed',
    async (must) => {
      const changes = { require_signed_request_object: must };
      const demanding = registered({ ...unregistered.client, ...changes });
      await expectUnsignedRefused(demanding);
      await expectSignedRefused(demanding, {}, MAY_NOT_SIGN);
    },
  );
});

describe('require_signed_request_object', () => {
  it.each([true, false, undefined])('changes nothing for a client that registered: %s', async (must) => {
    const client = registered({ require_signed_request_object: must });
    await expectUnsignedRefused(client);
    await startSigned(testHost({ clients: [client.client] }), client);
  });

  it('that is false demands nothing', async () => {
    await start(testHost({ clients: [{ ...till, require_signed_request_object: false }] }));
  });
});

describe('an algorithm that nobody may sign by', () => {
  it.each(['HS256', 'none', 'es256', 'RSA1_5', 'ES256K'])(
    'lets no request pass, though it was registered: %s',
    async (alg) => {
      const client = registered({ backchannel_authentication_request_signing_alg: alg });
      await expectSignedRefused(client, {}, OTHER_ALG);
      await expectUnsignedRefused(client);
    },
  );
});

describe('every algorithm that is offered', () => {
  it.each([
    ...['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'],
    ...['RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519'],
  ])('%s signs the requests of a client that registered it', async (alg) => {
    const signer = signerOf(alg);
    await startSigned(testHost({ clients: [signer.client] }), signer);
  });
});
