import type { NewRequest } from '../../../lib/request/record.js';
import type { CibaStore } from '../../../lib/request/store.js';
import type { RedisLike } from '../../../lib/store/redis/connection.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { testClock } from '../../support/clock.ts';
import { recordingClient, useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';

describe('what happens between the two scripts of a list', () => {
  const redis = useRedis();
  let request: NewRequest;

  /** Lists alice's requests, with `event` after the index was read and before the requests are. */
  async function listWith(event: (store: CibaStore, advance: (ms: number) => void) => Promise<unknown>) {
    const { now, advance } = testClock();
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now });
    request = newRequest();
    const other = newRequest('', { lifetime: 600 });
    await store.create(request, noCaps);
    await store.create(other, noCaps);
    let answered = 0;
    const then = async (reply: Promise<unknown>): Promise<unknown> => {
      const answer = await reply;
      answered += 1;
      if (answered === 1) await event(store, advance);
      return answer;
    };
    const client: RedisLike = {
      ...recordingClient(redis.client),
      evalsha: (...args) => then(redis.client.evalsha(...args)),
      eval: (...args) => then(redis.client.eval(...args)),
    };
    const listed = await redisStore(client, { keyPrefix: redis.keyPrefix, now }).list('alice');
    expect(answered).toBe(2);
    return listed.map(({ selector }) => (selector === other.selector ? 'other' : 'request'));
  }

  it('changes nothing when it is nothing', async () => {
    expect(await listWith(async () => {})).toStrictEqual(['other', 'request']);
  });

  it('takes a request from the list that was decided', async () => {
    expect(await listWith((store) => store.decide(approvalIdOf(request), denial))).toStrictEqual(['other']);
  });

  it('takes a request from the list that has expired', async () => {
    expect(await listWith(async (_store, advance) => advance(300_000))).toStrictEqual(['other']);
  });

  it('takes a request from the list that is gone', async () => {
    const gone = () => redis.client.del(`${redis.keyPrefix}:{0}:r:${request.selector}`);
    expect(await listWith(gone)).toStrictEqual(['other']);
  });
});
