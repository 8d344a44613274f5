import { describe, expect, it } from '@jest/globals';
import { userCodeAttemptsOf } from '../../lib/configuration/user-codes.js';
import { ConfigurationError } from '../../lib/errors.js';
import type { CibaOptions } from '../../lib/options.js';
import { testHost } from '../support/host.js';

type Given = CibaOptions['userCodeAttempts'];

describe('the limit on wrong user codes', () => {
  it.each<[Given, object | undefined]>([
    [undefined, { most: 5, seconds: 900 }],
    [{}, { most: 5, seconds: 900 }],
    [{ most: 1 }, { most: 1, seconds: 900 }],
    [{ seconds: 1 }, { most: 5, seconds: 1 }],
    [
      { most: 100, seconds: 31_536_000 },
      { most: 100, seconds: 31_536_000 },
    ],
    [false, undefined],
  ])('%j is completed to %j', (given, expected) => {
    expect(userCodeAttemptsOf(given)).toEqual(expected);
  });

  it.each<[string, string, unknown]>([
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: 0 }],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: -1 }],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: 1.5 }],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: Number.NaN }],
    [
      'ERR_CIBA_ATTEMPTS',
      'userCodeAttempts.most is a whole number above 0',
      { most: Number.POSITIVE_INFINITY },
    ],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: '5' }],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: null }],
    ['ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0', { most: false }],
    ['ERR_CIBA_DURATION', 'userCodeAttempts.seconds is a whole number of seconds', { seconds: 0.5 }],
    ['ERR_CIBA_DURATION', 'userCodeAttempts.seconds is a whole number of seconds', { seconds: '900' }],
    ['ERR_CIBA_DURATION', 'userCodeAttempts.seconds is a whole number of seconds', { seconds: null }],
    ...[0, -1, 31_536_001].map((seconds): [string, string, unknown] => [
      'ERR_CIBA_DURATION',
      'userCodeAttempts.seconds is a number of seconds above 0, at most 31536000',
      { seconds },
    ]),
    ['ERR_CIBA_UNKNOWN_OPTION', 'unknown option userCodeAttempts.Most; did you mean most?', { Most: 5 }],
    [
      'ERR_CIBA_UNKNOWN_OPTION',
      'unknown option userCodeAttempts.window; known: most, seconds',
      { window: 5 },
    ],
    ...[5, 'off', true, null].map((given): [string, string, unknown] => [
      'ERR_CIBA_UNKNOWN_OPTION',
      'an object is wanted, with option userCodeAttempts.most, seconds',
      given,
    ]),
  ])('is refused at start-up with %s: %s, for %j', (code, message, given) => {
    const refused = new ConfigurationError(code, message);
    expect(() => testHost({ userCodeAttempts: given as false })).toThrow(refused);
    expect(() => userCodeAttemptsOf(given as Given)).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code, message: refused.message }),
    );
  });
});
