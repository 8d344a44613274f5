import { Redis } from 'ioredis';
import { useBench } from '../../support/contract-bench.ts';
import { denial, newRequest, noCaps, recordOf } from '../../support/contract-requests.ts';
import { answered, pushLife, queuedPush } from '../../support/outbox-life.ts';
import { freshPrefix, overRedis, type StoreCase, testRedisUrl } from '../../support/stores.ts';

/** A client of a host that has `stringNumbers` on: whole numbers in replies come as text. */
const stringNumbers: StoreCase = {
  name: 'redisStore over stringNumbers',
  async open() {
    const client = new Redis(testRedisUrl(), { stringNumbers: true });
    return overRedis(client, { keyPrefix: freshPrefix() }, async () => {
      await client.quit();
    });
  },
};

describe('replies with numbers as text', () => {
  const bench = useBench(stringNumbers);

  it('give the times of a new request as numbers', async () => {
    expect(await bench.tryCreate()).toStrictEqual({
      status: 'created',
      receivedAt: bench.now(),
      expiresAt: bench.now() + 300_000,
    });
  });

  it('give the times of what is claimed as numbers', async () => {
    const request = await bench.approved();
    const outcome = await bench.claim(request);
    expect(outcome).toStrictEqual({
      status: 'ready',
      record: recordOf(request, bench.now()),
      approval: { decidedAt: bench.now() },
      claim: { selector: request.selector, mark: expect.any(String) },
    });
    expect(await bench.store.commit(outcome.claim)).toBe('committed');
  });

  it('give the interval, the time left and the seconds of a refusal as numbers', async () => {
    const request = await bench.create();
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 300_000 });
    expect(
      await bench.tryCreate({}, { ...noCaps, pendingPerUser: 1, pendingPerClientAndUser: 1 }),
    ).toStrictEqual({
      status: 'limited',
      cap: 'pendingPerClientAndUser',
      retryAfter: 300,
    });
  });

  it('tell the first notice of an expiry', async () => {
    const request = await bench.create();
    await bench.advance(300_000);
    expect(await bench.poll(request)).toStrictEqual({ status: 'expired', first: true, sub: 'alice' });
    expect(await bench.poll(request)).toStrictEqual({ status: 'expired', first: false, sub: 'alice' });
  });

  it('tell the first use from any other', async () => {
    const used = { kind: 'assertion', owner: 'till', jti: 'j', seconds: 60 } as const;
    expect([await bench.store.useOnce(used), await bench.store.useOnce(used)]).toStrictEqual([true, false]);
  });

  it('give what each call about the outbox answers', async () => {
    for (const call of pushLife(bench.store, newRequest('', queuedPush))) await answered(call);
  });

  it('tell that the lifetime of what is to be told is over', async () => {
    const request = await bench.create({ deliveryMode: 'ping' });
    await bench.decide(request, denial);
    await bench.advance(300_000);
    expect(await bench.store.take(1, 30)).toMatchObject([{ state: 'expired', expired: true }]);
  });
});
