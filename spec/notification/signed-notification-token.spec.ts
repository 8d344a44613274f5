import { describe, expect, it } from '@jest/globals';
import { testHost } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { keyRing, TOKEN, toldClient } from '../support/receiver-host.js';
import { AT, accepted, NO_BEARER, REQUIRED } from '../support/receiver-tokens.js';
import { askSigned, type Signer, signerOf } from '../support/signed-request.js';

const modes = ['ping', 'push'] as const;

describe.each(modes)('client_notification_token in the signed request of a %s client', (mode) => {
  const { client_id: _id, ...registered } = toldClient(mode, AT);
  const signer = signerOf('ES256', registered);

  /** What becomes of a signed request with these claims. */
  async function asking(claims: object, told: Signer = signer) {
    const host = testHost({
      deliveryModes: ['poll', 'ping', 'push'],
      notification: { keyRing },
      clients: [told.client],
    });
    const res = await askSigned(host, told, { claims: claims as never });
    await host.ciba.close();
    return { host, res };
  }

  it.each(accepted)('may have %s', async (_what, client_notification_token) => {
    expect((await asking({ client_notification_token })).res.status).toBe(200);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, REQUIRED],
    ['1,025 characters', 'x'.repeat(1025), NO_BEARER],
    ['a line break', 'a\nb', NO_BEARER],
  ])('must not have %s', async (_what, client_notification_token, description) => {
    const { host, res } = await asking({ client_notification_token });
    expectRefusal(res, [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });

  it.each([5, ['token'], { token: 'a' }, true])('is text: %j', async (client_notification_token) => {
    const { host, res } = await asking({ client_notification_token });
    expectRefusal(res, [400, 'invalid_request']);
    await expectNothingAsked(host);
  });

  it('is not taken from beside it', async () => {
    const host = testHost({
      deliveryModes: [mode],
      notification: { keyRing },
      clients: [signer.client],
    });
    const res = await askSigned(host, signer, {}, { fields: { client_notification_token: TOKEN } });
    expectRefusal(res, [400, 'invalid_request']);
    await host.ciba.close();
  });
});
