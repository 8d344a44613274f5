import { problemsOf } from '../../../lib/store/redis/health.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { failingClient } from '../../support/contract-redis.ts';

/** What INFO answers, shortened. */
function info(changes: Record<string, string> = {}): string {
  const members = {
    redis_version: '7.4.1',
    redis_mode: 'standalone',
    maxmemory_policy: 'noeviction',
    role: 'master',
    ...changes,
  };
  const lines = Object.entries(members).map(([name, value]) => `${name}:${value}`);
  return ['# Server', ...lines, ''].join('\r\n');
}

const tooOld = (version: string) => [`Redis ${version} is too old: 6.2 or newer is needed`];

describe('the health of Redis', () => {
  it('has no problem on a master of today without eviction', () => {
    expect(problemsOf(info())).toStrictEqual([]);
  });

  it.each(['5.0.14', '6.0.20', '6.1.240', '4.0.0', '2.8.24'])('is too old at %s', (version) => {
    expect(problemsOf(info({ redis_version: version }))).toStrictEqual(tooOld(version));
  });

  it.each(['6.2.0', '6.2.14', '7.0.0', '8.2.1', '10.0.0', '255.255.255'])(
    'is not too old at %s',
    (version) => {
      expect(problemsOf(info({ redis_version: version }))).toStrictEqual([]);
    },
  );

  it.each([
    'allkeys-lru',
    'allkeys-lfu',
    'allkeys-random',
    'volatile-lru',
    'volatile-lfu',
    'volatile-random',
    'volatile-ttl',
  ])('may drop pending requests with %s', (policy) => {
    expect(problemsOf(info({ maxmemory_policy: policy }))).toStrictEqual([
      `maxmemory-policy ${policy} may drop pending requests: set noeviction`,
    ]);
  });

  it('cannot be written on a replica', () => {
    expect(problemsOf(info({ role: 'slave' }))).toStrictEqual([
      'this Redis is a read-only replica: connect to the master',
    ]);
  });

  it('names every problem', () => {
    const bad = info({ redis_version: '5.0.0', maxmemory_policy: 'allkeys-lru', role: 'slave' });
    expect(problemsOf(bad)).toHaveLength(3);
  });

  it('is not judged by what INFO does not say', () => {
    expect(problemsOf('')).toStrictEqual([]);
    expect(problemsOf('# Server\r\nredis_mode:cluster\r\n')).toStrictEqual([]);
  });

  it('is not judged by members whose names merely end alike', () => {
    expect(problemsOf(`${info()}master_role:slave\r\nx_redis_version:1.0\r\n`)).toStrictEqual([]);
  });

  it('is read with lines that end as they may', () => {
    expect(problemsOf(info({ redis_version: '5.0.0' }).replaceAll('\r\n', '\n'))).toStrictEqual(
      tooOld('5.0.0'),
    );
  });

  it('is what check() answers', async () => {
    const client = {
      ...failingClient(new Error('down')),
      info: async () => info({ redis_version: '6.0.1' }),
    };
    expect(await redisStore(client).check()).toStrictEqual(tooOld('6.0.1'));
  });
});
