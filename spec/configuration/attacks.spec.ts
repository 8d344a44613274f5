import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { secretAttemptsOf } from '../../lib/configuration/user-codes.js';
import type { CibaOptions } from '../../lib/options.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
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

  const queue = 'hideUnknownUsers needs queueNotifyUser: who waits for notifyUser tells by the time it takes';
  const ring =
    'hideUnknownUsers needs notification.keyRing: other processes, and this one started anew, would count nobody otherwise than users';
  const partition = 'hideUnknownUsers needs a store of one partition: each id begins with that of its user';
  const over = (partitions: number) => redisStore(new Redis({ lazyConnect: true }), { partitions });

  it.each<[string, string, string, TestHostOptions]>([
    ['without a queue', 'ERR_CIBA_DECOY', queue, { hideUnknownUsers: true }],
    ['with none', 'ERR_CIBA_DECOY', queue, { hideUnknownUsers: true, queueNotifyUser: false }],
    [
      'where it is text',
      'ERR_CIBA_FLAG',
      'hideUnknownUsers is true or false',
      { hideUnknownUsers: 'yes' as never, queueNotifyUser: true },
    ],
    ['by keys that end before the store', 'ERR_CIBA_DECOY', ring, { ...hiding, store: elsewhere() }],
    ['over Redis without a key ring', 'ERR_CIBA_DECOY', ring, { ...hiding, store: over(1) }],
    [
      'where ids tell of users',
      'ERR_CIBA_DECOY',
      partition,
      { ...hiding, store: over(2), notification: { keyRing } },
    ],
  ])('is refused at start-up %s', (_how, code, message, options) => {
    expect(() => testHost(options)).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code, message: `${message} (${code})` }),
    );
  });

  it.each<[string, TestHostOptions]>([
    [
      'with a key ring, over a store that others share',
      { ...hiding, store: elsewhere(), notification: { keyRing } },
    ],
    ['with a key ring, over Redis', { ...hiding, store: over(1), notification: { keyRing } }],
    ['without, over a store that ends with the process', hiding],
    ['where it is off, whatever the store', { store: over(2) }],
  ])('starts %s, and warns of nothing', async (_what, options) => {
    const { ciba, logged } = testHost(options);
    expect(logged.filter(([line]) => String(line).includes('hideUnknownUsers'))).toEqual([]);
    await ciba.close();
  });
});
