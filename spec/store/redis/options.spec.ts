import { ConfigurationError } from '../../../lib/errors.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { failingClient } from '../../support/contract-redis.ts';

const client = failingClient(new Error('not asked'));

function refusalOf(redis: unknown, options?: unknown): ConfigurationError {
  try {
    redisStore(redis as never, options as never);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('not refused');
}

describe('redisStore()', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a URL', 'redis://127.0.0.1'],
    ['an object of another kind', {}],
    ['a client without eval', { evalsha: client.evalsha }],
    ['a client without evalsha', { eval: client.eval }],
  ])('refuses %s as its client', (_what, redis) => {
    const { code, message } = refusalOf(redis);
    expect(code).toBe('ERR_CIBA_REDIS');
    expect(message).toBe('redisStore() takes a Redis or Cluster of ioredis (ERR_CIBA_REDIS)');
  });

  it.each(['', ' ', 'a b', 'a{b', 'a}b', '{a}', 'a\n', 7, null, ['ciba']])(
    'refuses the key prefix %j',
    (keyPrefix) => {
      const { code, message } = refusalOf(client, { keyPrefix });
      expect(code).toBe('ERR_CIBA_KEY_PREFIX');
      expect(message).toBe('keyPrefix is text without braces and spaces (ERR_CIBA_KEY_PREFIX)');
    },
  );

  it.each([0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY, '16', null])(
    'refuses %p partitions',
    (partitions) => {
      const { code, message } = refusalOf(client, { partitions });
      expect(code).toBe('ERR_CIBA_PARTITIONS');
      expect(message).toBe('partitions is a whole number from 1 to 1000 (ERR_CIBA_PARTITIONS)');
    },
  );

  it.each([
    {},
    { keyPrefix: 'shop-ciba:v1' },
    { keyPrefix: 'é' },
    { partitions: 1 },
    { partitions: 1000 },
    { keyPrefix: 'a', partitions: 16, now: Date.now },
  ])('takes %j', (options) => {
    expect(typeof redisStore(client, options).poll).toBe('function');
  });

  it('asks Redis nothing before it is used', () => {
    const never = jest.fn();
    redisStore({ evalsha: never, eval: never, info: never });
    expect(never).not.toHaveBeenCalled();
  });

  it('leaves the connection to the host when it is closed', () => {
    const quit = jest.fn();
    redisStore(Object.assign({ quit, disconnect: quit }, client)).close();
    expect(quit).not.toHaveBeenCalled();
  });
});
