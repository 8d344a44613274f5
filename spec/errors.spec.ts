import { CibaError, type CibaErrorCode, ConfigurationError, isCibaError, statusOf } from '../lib/errors.js';
import { testHost } from './support/host.js';
import { DESCRIPTION, expectRefusal } from './support/http-answers.js';
import { ask } from './support/http-requests.js';

/** Code, status at the backchannel endpoint, status at the token endpoint. */
const table: readonly [CibaErrorCode, number | undefined, number | undefined][] = [
  ['invalid_request', 400, 400],
  ['invalid_scope', 400, 400],
  ['invalid_client', 401, 401],
  ['unauthorized_client', 400, 400],
  ['access_denied', 403, 400],
  ['expired_login_hint_token', 400, undefined],
  ['unknown_user_id', 400, undefined],
  ['missing_user_code', 400, undefined],
  ['invalid_user_code', 400, undefined],
  ['invalid_binding_message', 400, undefined],
  ['invalid_target', 400, 400],
  ['invalid_authorization_details', 400, 400],
  ['invalid_grant', undefined, 400],
  ['authorization_pending', undefined, 400],
  ['slow_down', undefined, 400],
  ['expired_token', undefined, 400],
  ['server_error', 500, 500],
  ['temporarily_unavailable', 503, 503],
];

describe('the table of codes', () => {
  it.each(table)(
    '%s is %s at the backchannel endpoint and %s at the token endpoint',
    (code, backchannel, token) => {
      expect([statusOf(code, 'backchannel'), statusOf(code, 'token')]).toEqual([backchannel, token]);
    },
  );

  it.each(table)('%s has a public text of its own', (code) => {
    expect(new CibaError(code).description).toMatch(DESCRIPTION);
  });

  it('has one text for each code', () => {
    expect(new Set(table.map(([code]) => new CibaError(code).description)).size).toBe(table.length);
  });

  it.each(['', 'nonsense', 'toString', '__proto__', 'constructor', 'transaction_failed'])(
    'has no %j',
    (code) => {
      expect([statusOf(code, 'backchannel'), statusOf(code, 'token')]).toEqual([undefined, undefined]);
    },
  );
});

describe('a CibaError', () => {
  it('holds its code, its text and its extras', () => {
    const cause = new Error('inside');
    const error = new CibaError('access_denied', 'Not now.', { cause, retryAfter: 5, status: 429 });
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, name: error.name, message: error.message, cause: error.cause }).toEqual({
      name: 'CibaError',
      message: 'access_denied: Not now.',
      error: 'access_denied',
      description: 'Not now.',
      retryAfter: 5,
      status: 429,
      cause,
    });
  });

  it.each([
    ['a quote', 'say "no"'],
    ['a backslash', 'a\\b'],
    ['a line break', 'a\r\nSet-Cookie: x'],
    ['a tab', 'a\tb'],
    ['a letter outside ASCII', 'café'],
    ['delete', 'a\u007f'],
    ['nothing', ''],
  ])('has the text of the table instead of one with %s', (_name, description) => {
    expect(new CibaError('access_denied', description).description).toBe('The request was denied.');
  });

  it.each(['Not now.', "it's !#$[]^~", ' '])('keeps the text %j', (description) => {
    expect(new CibaError('access_denied', description).description).toBe(description);
  });

  it('is recognised across copies of the package', () => {
    let copy: typeof CibaError | undefined;
    jest.isolateModules(() => {
      copy = jest.requireActual<typeof import('../lib/errors.js')>('../lib/errors.js').CibaError;
    });
    const foreign = new copy!('access_denied');
    expect(foreign).not.toBeInstanceOf(CibaError);
    expect(isCibaError(foreign)).toBe(true);
    expect(isCibaError(new CibaError('access_denied'))).toBe(true);
  });

  it('of another copy is answered like our own', async () => {
    let foreign: unknown;
    jest.isolateModules(() => {
      const { CibaError: Copy } = jest.requireActual<typeof import('../lib/errors.js')>('../lib/errors.js');
      foreign = new Copy('access_denied', 'Not now.');
    });
    const host = testHost({ adapter: { validateRequest: () => Promise.reject(foreign) } });
    expectRefusal(await ask(host), [403, 'access_denied'], { description: 'Not now.' });
  });

  it.each([
    ['an error', new Error('x')],
    ['a look-alike', { name: 'CibaError', error: 'access_denied', description: 'x', status: 403 }],
    ['text', 'access_denied'],
    ['null', null],
    ['nothing', undefined],
    ['a brand that is not true', { [Symbol.for('express-ciba.CibaError')]: 1 }],
  ])('is not %s', (_name, value) => {
    expect(isCibaError(value)).toBe(false);
  });

  it('does not show its brand', () => {
    expect(Object.getOwnPropertySymbols({ ...new CibaError('access_denied') })).toEqual([]);
  });

  it.each([200, 399, 600, Number.NaN, -1])('may not answer with the status %s', async (status) => {
    const host = testHost({
      adapter: {
        validateRequest: () => {
          throw new CibaError('access_denied', undefined, { status });
        },
      },
    });
    expectRefusal(await ask(host), [403, 'access_denied']);
  });

  it.each([
    [0, 1],
    [-5, 1],
    [0.2, 1],
    [1.2, 2],
    [60, 60],
  ])('with retryAfter %s says Retry-After: %s', async (retryAfter, expected) => {
    const host = testHost({
      adapter: {
        validateRequest: () => {
          throw new CibaError('access_denied', undefined, { retryAfter });
        },
      },
    });
    expectRefusal(await ask(host), [403, 'access_denied'], { retryAfter: expected });
  });

  it('with a code that does not exist is a fault', async () => {
    const host = testHost({
      adapter: {
        validateRequest: () => {
          throw new CibaError('toString' as never, 'x');
        },
      },
    });
    expectRefusal(await ask(host), [500, 'server_error']);
  });
});

describe('a ConfigurationError', () => {
  it('is a TypeError with a code', () => {
    const error = new ConfigurationError('ERR_CIBA_X', 'x is wrong');
    expect(error).toBeInstanceOf(TypeError);
    expect([error.name, error.code, error.message]).toEqual([
      'ConfigurationError',
      'ERR_CIBA_X',
      'x is wrong (ERR_CIBA_X)',
    ]);
  });
});
