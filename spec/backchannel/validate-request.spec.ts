import { CibaError, type CibaErrorCode } from '../../lib/errors.js';
import { testHost } from '../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';

describe('validateRequest', () => {
  it('judges what is asked for, before it has an id', async () => {
    const judged: unknown[] = [];
    const host = testHost({ adapter: { validateRequest: (request) => judged.push(request) } });
    await start(host, { binding_message: '1234', authorization_details: '[{"type":"a"}]' });
    expect(judged).toEqual([
      {
        client: { client_id: 'till', client_name: 'Till 7' },
        user: { sub: 'alice' },
        deliveryMode: 'poll',
        scope: ['openid'],
        binding_message: '1234',
        authorization_details: [{ type: 'a' }],
      },
    ]);
  });

  it.each<[CibaErrorCode, number]>([
    ['invalid_request', 400],
    ['invalid_scope', 400],
    ['invalid_client', 401],
    ['unauthorized_client', 400],
    ['access_denied', 403],
    ['expired_login_hint_token', 400],
    ['unknown_user_id', 400],
    ['missing_user_code', 400],
    ['invalid_user_code', 400],
    ['invalid_binding_message', 400],
    ['invalid_target', 400],
    ['invalid_authorization_details', 400],
  ])('may refuse with %s: %i', async (code, status) => {
    const host = testHost({
      adapter: {
        validateRequest: async () => {
          throw new CibaError(code, 'Not like this.', { cause: new Error('inside') });
        },
      },
    });
    const res = await ask(host);
    expectRefusal(res, [status, code], { description: 'Not like this.' });
    expect(host.logged).toEqual([]);
    await expectNothingAsked(host);
  });

  it.each<CibaErrorCode>(['invalid_grant', 'authorization_pending', 'slow_down', 'expired_token'])(
    'may not refuse with %s, which is no code of this endpoint',
    async (code) => {
      const host = testHost({
        adapter: {
          validateRequest: () => {
            throw new CibaError(code, 'Not this code.');
          },
        },
      });
      const res = await ask(host);
      expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
      expectLogged(host, 'Not this code.', res);
      await expectNothingAsked(host);
    },
  );

  it('may answer with another status and say when to come back', async () => {
    const host = testHost({
      adapter: {
        validateRequest: () => {
          throw new CibaError('temporarily_unavailable', undefined, { status: 429, retryAfter: 7.2 });
        },
      },
    });
    expectRefusal(await ask(host), [429, 'temporarily_unavailable'], { retryAfter: 8 });
    await expectNothingAsked(host);
  });
});
