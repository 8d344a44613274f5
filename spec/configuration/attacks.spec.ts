import { describe, expect, it } from '@jest/globals';
import { secretAttemptsOf } from '../../lib/configuration/user-codes.js';
import type { CibaOptions } from '../../lib/options.js';
import { type TestHostOptions, testHost } from '../support/host.js';
import { storeWith } from '../support/http-store.js';
import { keyRing } from '../support/receiver-host.js';

describe('the limit on wrong secrets', () => {
  it.each<[CibaOptions['secretAttempts'], object | undefined]>([
    [undefined, { most: 10, seconds: 300 }],
    [{}, { most: 10, seconds: 300 }],
    [{ most: 1 }, { most: 1, seconds: 300 }],
    [{ seconds: 60 }, { most: 10, seconds: 60 }],
    [false, undefined],
  ])('%j is completed to %j', (given, expected) => {
    expect(secretAttemptsOf(given)).toEqual(expected);
  });

  it.each<[string, string, unknown]>([
    ['ERR_CIBA_ATTEMPTS', 'secretAttempts.most is a whole number above 0', { most: 0 }],
    ['ERR_CIBA_ATTEMPTS', 'secretAttempts.most is a whole number above 0', { most: '5' }],
    ['ERR_CIBA_DURATION', 'secretAttempts.seconds is a whole number of seconds', { seconds: 0.5 }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'unknown option secretAttempts.Most; did you mean most?', { Most: 5 }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'an object is wanted, with option secretAttempts.most, seconds', true],
  ])('is refused at start-up with %s: %s', (code, message, secretAttempts) => {
    expect(() => testHost({ secretAttempts: secretAttempts as false })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code, message: `${message} (${code})` }),
    );
  });

  it('needs a getAddress that is a function', () => {
    expect(() => testHost({ adapter: { getAddress: 'X-Forwarded-For' as never } })).toThrow(
      'adapter.getAddress is a function (ERR_CIBA_ADAPTER)',
    );
  });
});

describe('hideUnknownUsers', () => {
  const elsewhere = () => ({ ...storeWith(() => ({})), external: true });
  const hiding = { hideUnknownUsers: true, queueNotifyUser: true };

  it.each<[string, TestHostOptions]>([
    ['ERR_CIBA_DECOY', { hideUnknownUsers: true }],
    ['ERR_CIBA_DECOY', { hideUnknownUsers: true, queueNotifyUser: false }],
    ['ERR_CIBA_FLAG', { hideUnknownUsers: 'yes' as never, queueNotifyUser: true }],
  ])('is refused at start-up with %s: %j', (code, options) => {
    expect(() => testHost(options)).toThrow(expect.objectContaining({ name: 'ConfigurationError', code }));
  });

  it.each<[string, TestHostOptions, number]>([
    ['warns where decoys would be forgotten before users are', { ...hiding, store: elsewhere() }, 1],
    ['warns of nothing with a key ring', { ...hiding, store: elsewhere(), notification: { keyRing } }, 0],
    ['warns of nothing with a store that ends with the process', hiding, 0],
    ['warns of nothing where it is off', { store: elsewhere() }, 0],
  ])('%s', async (_what, options, warnings) => {
    const { ciba, logged } = testHost(options);
    expect(logged.filter(([line]) => String(line).includes('hideUnknownUsers'))).toHaveLength(warnings);
    await ciba.close();
  });
});
