import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, poll } from '../../support/http-requests.js';

describe('requested_expiry', () => {
  it.each([
    '0',
    '-1',
    '+5',
    '1e3',
    ' 5 ',
    '5 ',
    '0x10',
    '1.5',
    '1,5',
    '007',
    '1234567890',
    '99999999999999999999',
    'NaN',
    'Infinity',
    'true',
    'null',
    '٣',
    '30s',
    '30\n',
    '[30]',
  ])('refuses %j', async (requested_expiry) => {
    const host = testHost();
    expectRefusal(await ask(host, { requested_expiry }), [400, 'invalid_request'], {
      description: 'requested_expiry must be a positive whole number of seconds.',
    });
    await expectNothingAsked(host);
  });

  it.each([
    { requested_expiry: undefined, seconds: 300 },
    { requested_expiry: '', seconds: 300 },
    { requested_expiry: '1', seconds: 1 },
    { requested_expiry: '10', seconds: 10 },
    { requested_expiry: '30', seconds: 30 },
    { requested_expiry: '300', seconds: 300 },
    { requested_expiry: '599', seconds: 599 },
    { requested_expiry: '600', seconds: 600 },
    { requested_expiry: '601', seconds: 600 },
    { requested_expiry: '999999999', seconds: 600 },
  ])('$requested_expiry announces $seconds and enforces it', async ({ requested_expiry, seconds }) => {
    const host = testHost({ interval: 1 });
    const { status, body } = await ask(host, { requested_expiry });
    expect({ status, expires_in: body.expires_in }).toEqual({ status: 200, expires_in: seconds });
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    const { createdAt, expiresAt } = shown!;
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(seconds * 1000);
    host.clock.advance(seconds * 1000 - 900);
    expect((await poll(host, body.auth_req_id)).body.error).toBe('authorization_pending');
    host.clock.advance(900);
    expect((await poll(host, body.auth_req_id)).body.error).toBe('expired_token');
  });

  it('is clamped to maxExpiresIn, however it is set', async () => {
    const { body } = await ask(testHost({ expiresIn: 20, maxExpiresIn: 40 }), { requested_expiry: '41' });
    expect(body.expires_in).toBe(40);
  });
});
