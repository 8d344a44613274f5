import type { NewRequest } from '../../../lib/request/record.js';
import type { CibaStore, Claim } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { type Clock, testClock } from '../../support/clock.ts';
import { useRedis } from '../../support/contract-redis.ts';
import { approval, approvalIdOf, newRequest, noCaps, questionOf } from '../../support/contract-requests.ts';

/** As a replica is that was promoted before it had what was written last: the hash and the outbox of an earlier moment. */
describe('what a failover has set back', () => {
  const redis = useRedis();
  let clock: Clock;
  let store: CibaStore;
  let request: NewRequest;
  beforeEach(async () => {
    clock = testClock();
    store = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now: clock.now });
    request = newRequest('', { deliveryMode: 'ping' });
    await store.create(request, noCaps);
    await store.decide(approvalIdOf(request), approval(), request.sub);
  });

  const claim = async (): Promise<Claim> => {
    const outcome = await store.poll(questionOf(request));
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    return outcome.claim;
  };
  const take = async () => {
    const [delivery] = await store.take(1, 30);
    if (delivery === undefined) throw new Error('nothing is due');
    return delivery;
  };
  /** Notes how things are; what is answered sets them back to that. */
  const noted = async (): Promise<() => Promise<void>> => {
    const [key, outbox] = [`${redis.keyPrefix}:{0}:r:${request.selector}`, `${redis.keyPrefix}:{0}:o`];
    const fields = await redis.client.hgetall(key);
    const due = await redis.client.zscore(outbox, request.selector);
    return async () => {
      await redis.client.del(key);
      await redis.client.hset(key, fields);
      await redis.client.pexpire(key, 60_000);
      if (due !== null) await redis.client.zadd(outbox, due, request.selector);
    };
  };

  it.each(['older first', 'newer first'])(
    'lets the claim from after it commit, and never the one it forgot: %s',
    async (order) => {
      const setBack = await noted();
      const older = await claim();
      await setBack();
      const newer = await claim();
      expect(newer.mark).not.toBe(older.mark);
      const claims = order === 'older first' ? [older, newer, older] : [newer, older, newer];
      const answers: string[] = [];
      for (const one of claims)
        answers.push(`${one === older ? 'older' : 'newer'} ${await store.commit(one)}`);
      const [lost, committed] = ['older lost', 'newer committed'];
      expect(answers).toStrictEqual(
        order === 'older first' ? [lost, committed, lost] : [committed, lost, committed],
      );
    },
  );

  it('does not let a claim commit again whose commit it forgot with it', async () => {
    const setBack = await noted();
    const forgotten = await claim();
    expect(await store.commit(forgotten)).toBe('committed');
    await setBack();
    expect(await store.commit(forgotten)).toBe('lost');
    expect(await store.commit(await claim())).toBe('committed');
    expect(await store.commit(forgotten)).toBe('lost');
  });

  it('lets the claim commit whose commit alone it forgot, and no other beside it', async () => {
    const kept = await claim();
    const setBack = await noted();
    expect(await store.commit(kept)).toBe('committed');
    await setBack();
    expect(await store.poll(questionOf(request))).toStrictEqual({ status: 'claimed' });
    expect(await store.commit(kept)).toBe('committed');
    expect(await store.poll(questionOf(request))).toMatchObject({ status: 'redeemed' });
  });

  it('gives nothing back for a claim that it forgot', async () => {
    const setBack = await noted();
    const forgotten = await claim();
    await setBack();
    const newer = await claim();
    await store.release(forgotten);
    expect(await store.poll(questionOf(request))).toStrictEqual({ status: 'claimed' });
    expect(await store.commit(newer)).toBe('committed');
  });

  it('leaves a delivery to who took it after, whatever is said by a ticket that it forgot', async () => {
    const setBack = await noted();
    const forgotten = await take();
    await setBack();
    const newer = await take();
    expect(newer.ticket.mark).not.toBe(forgotten.ticket.mark);
    await store.settle(forgotten.ticket);
    await store.bury(forgotten.ticket, { reason: 'status_410', counted: true });
    clock.advance(30_000);
    expect(await take()).toMatchObject({ attempts: 0, state: 'approved' });
    expect(await store.deadLetters(10)).toStrictEqual([]);
  });
});
