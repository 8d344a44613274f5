import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { CibaClient } from '../../lib/client/metadata.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask } from '../support/http-requests.js';
import { wrongClaim } from '../support/signed-answers.js';
import { fromNow, stopDate } from '../support/signed-clock.js';
import { askFapi, fapiClient, fapiClients, fapiHost, startFapi } from '../support/signed-profile.js';
import { askSigned, assertion, type Signer } from '../support/signed-request.js';

afterEach(() => {
  jest.useRealTimers();
});

const HOUR = 3600;
const EXPIRED = 'The signed request has expired.';
const [signer] = fapiClients as readonly [Signer];

describe('an unsigned request under the profile', () => {
  const unsigned = async (registered: Partial<CibaClient>): Promise<void> => {
    const plain = fapiClient('ES256', registered);
    const host = fapiHost({ clients: [plain.client] });
    const { fields } = assertion(plain);
    const res = await ask(host, { binding_message: 'W4SCT', ...fields }, { client: null });
    expectRefusal(res, [400, 'invalid_request'], { description: 'The request must be signed.' });
    await expectNothingAsked(host);
  };

  it('refuses an unsigned request of a client that registered no algorithm', async () => {
    await unsigned({ backchannel_authentication_request_signing_alg: undefined });
    await unsigned({
      backchannel_authentication_request_signing_alg: undefined,
      require_signed_request_object: false,
    });
  });

  it('refuses an unsigned request of a client that registered one', async () => {
    await unsigned({});
  });

  it('is not helped by signing without an algorithm registered', async () => {
    const plain = fapiClient('ES256', { backchannel_authentication_request_signing_alg: undefined });
    const host = fapiHost({ clients: [plain.client] });
    const res = await askFapi(host, plain);
    expectRefusal(res, [400, 'invalid_request'], {
      description: 'The client registered no backchannel_authentication_request_signing_alg.',
    });
    await expectNothingAsked(host);
  });
});

describe('the binding message under the profile', () => {
  const REQUIRED = 'binding_message is required.';

  it('refuses a request without binding_message', async () => {
    for (const claims of [{}, { binding_message: '' }]) {
      const host = fapiHost();
      const res = await askSigned(host, signer, { claims }, assertion(signer));
      expectRefusal(res, [400, 'invalid_request'], { description: REQUIRED });
      await expectNothingAsked(host);
    }
  });

  it('takes a request without binding_message where the option says so', async () => {
    const host = fapiHost({ requireBindingMessage: false });
    expect((await askSigned(host, signer, {}, assertion(signer))).status).toBe(200);
  });

  it('is refused with a code of its own where it is there and unfit', async () => {
    for (const binding_message of ['a\nb', 'x'.repeat(101)]) {
      const host = fapiHost();
      const res = await askFapi(host, signer, { claims: { binding_message } });
      expectRefusal(res, [400, 'invalid_binding_message']);
      await expectNothingAsked(host);
    }
  });

  it('is shown as it was signed', async () => {
    const host = fapiHost();
    const { id } = await startFapi(host, signer, { claims: { binding_message: '1234' } });
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.binding_message).toBe('1234');
  });
});

describe.each(fapiClients)('the life of a signed request of $client.client_id', (client) => {
  it.each<[string, Record<string, number>]>([
    ['an hour from now', { exp: HOUR }],
    ['an hour that has nearly passed', { nbf: -HOUR + 5, exp: 5 }],
    ['an hour that begins in ten seconds', { nbf: 10, exp: HOUR + 10 }],
    ['five minutes', { exp: 300 }],
    ['issued an hour and ten seconds ago', { iat: -HOUR - 10, exp: 300 }],
  ])('may be %s', async (_what, times) => {
    stopDate();
    await startFapi(fapiHost(), client, { claims: fromNow(times) });
  });

  it.each<[string, Record<string, number>, string]>([
    ['a second more than an hour', { exp: HOUR + 1 }, wrongClaim('exp')],
    ['a second more than an hour, begun before', { nbf: -1, exp: HOUR }, wrongClaim('exp')],
    ['70 minutes from now', { exp: 4200 }, wrongClaim('exp')],
    ['75 minutes, begun 70 minutes ago', { nbf: -4200, exp: 300 }, wrongClaim('exp')],
    ['issued more than an hour and ten seconds ago', { iat: -HOUR - 11 }, EXPIRED],
    ['over for an hour', { exp: -HOUR }, EXPIRED],
    ['begun in ten minutes', { nbf: 600 }, wrongClaim('nbf')],
  ])('may not be %s', async (_what, times, description) => {
    stopDate();
    const host = fapiHost();
    const res = await askFapi(host, client, { claims: fromNow(times) });
    expectRefusal(res, [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});
