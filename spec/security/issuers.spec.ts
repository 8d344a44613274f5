import { Redis } from 'ioredis';
import { ConfigurationError } from '../../lib/errors.js';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start, startApproved } from '../support/http-requests.js';
import { freshPrefix, testRedisUrl } from '../support/stores.js';

const B = 'https://other.example.com';

describe('one Redis and one prefix under two issuers', () => {
  let redis: Redis;
  let a: TestHost;
  let b: TestHost;

  beforeAll(() => {
    redis = new Redis(testRedisUrl());
  });
  afterAll(async () => void (await redis.quit()));
  beforeEach(() => {
    const keyPrefix = freshPrefix();
    a = testHost({ store: redisStore(redis, { keyPrefix }) });
    b = testHost({ store: redisStore(redis, { keyPrefix }), issuer: B });
  });

  it('what was asked at one is unknown at the other', async () => {
    const { authReqId, id } = await start(a);
    expectRefusal(await poll(b, authReqId), [400, 'invalid_grant']);
    const by = { sub: 'alice' };
    for (const decided of [
      b.ciba.approve(id, by),
      b.ciba.approve(id, { ...by, scope: ['openid'] }),
      b.ciba.deny(id, by),
      b.ciba.fail(id, { reason: 'x' }),
      b.ciba.cancel(id),
    ]) {
      expect(await decided).toEqual({ outcome: 'unknown' });
    }
    expect(await b.ciba.getRequest(id, by)).toBeUndefined();
    expect(await b.ciba.listRequests(by)).toEqual([]);
    expect(await a.ciba.listRequests(by)).toMatchObject([{ id, state: 'pending' }]);
  });

  it('what was approved at one yields no tokens at the other, and stays to be redeemed', async () => {
    const { authReqId } = await startApproved(a);
    expectRefusal(await poll(b, authReqId), [400, 'invalid_grant']);
    expect((await poll(a, authReqId)).status).toBe(200);
  });

  it('the caps of one do not count what is pending at the other', async () => {
    for (let i = 0; i < 3; i++) await start(a);
    await start(b);
    expect(await b.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });
});

describe.each<[string, () => CibaStore]>([
  ['memoryStore', () => memoryStore()],
  ['redisStore', () => redisStore(new Redis(testRedisUrl(), { lazyConnect: true }))],
])('one %s', (_name, open) => {
  it('is refused to a second issuer at start-up', () => {
    const store = open();
    testHost({ store });
    let refused: unknown;
    try {
      testHost({ store, issuer: B });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect(refused).toMatchObject({ code: 'ERR_CIBA_STORE_ISSUER' });
  });

  it('is refused to a second issuer when it is wrapped, too', () => {
    const store = open();
    testHost({ store: { ...store } });
    expect(() => testHost({ store: { ...store }, issuer: B })).toThrow('ERR_CIBA_STORE_ISSUER');
  });
});

describe('two instances of one issuer share their requests', () => {
  it('on one memoryStore', async () => {
    const store = memoryStore();
    const [one, other] = [testHost({ store }), testHost({ store })];
    const { authReqId, id } = await start(one);
    expect(await other.ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
    expect((await poll(other, authReqId)).status).toBe(200);
  });

  it('on two redisStores of one prefix', async () => {
    const redis = new Redis(testRedisUrl());
    const keyPrefix = freshPrefix();
    const [one, other] = [
      testHost({ store: redisStore(redis, { keyPrefix }) }),
      testHost({ store: redisStore(redis, { keyPrefix }) }),
    ];
    const { authReqId, id } = await start(one);
    expect(await other.ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
    expect((await poll(other, authReqId)).status).toBe(200);
    await redis.quit();
  });
});
