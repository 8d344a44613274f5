import { describe, it } from '@jest/globals';
import { CibaError, type CibaErrorCode } from '../../../lib/errors.js';
import { idTokenHint } from '../../support/hint-tokens.ts';
import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask } from '../../support/http-requests.js';

const token = { login_hint: undefined, login_hint_token: 'a.b.c' };
const idToken = idTokenHint();

describe('a hint that resolveUser finds unfit', () => {
  it.each([
    ['a login_hint_token whose time is over', token, 'expired_login_hint_token'],
    ['a login_hint_token for nobody', token, 'unknown_user_id'],
    ['an id_token_hint that the host cannot use', idToken, 'invalid_request'],
    ['an id_token_hint for nobody', idToken, 'unknown_user_id'],
    ['a login_hint for nobody', {}, 'unknown_user_id'],
  ] as const)('is refused with the code it names: %s', async (_name, fields, code: CibaErrorCode) => {
    const resolveUser = () => {
      throw new CibaError(code, 'Not this hint.');
    };
    const host = testHost({ adapter: { resolveUser } });
    expectRefusal(await ask(host, fields), [400, code], { description: 'Not this hint.' });
    await expectNothingAsked(host);
  });
});
