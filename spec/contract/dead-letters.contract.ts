import { useBench } from '../support/contract-bench.ts';
import { everyValue, recordOf } from '../support/contract-requests.ts';
import { outboxOf, refused } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

/** Deliveries that nobody tries any more. */
export function describeDeadLetters(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { buried, decided, take, takeOne } = outboxOf(bench);
  const dead = async (limit = 10) =>
    (await bench.store.deadLetters(limit)).map(({ record }) => record.selector);

  it('are none while nothing was buried', async () => {
    await decided();
    expect(await dead()).toStrictEqual([]);
  });

  it('are listed whole, with the calls that were made and the reason', async () => {
    const receivedAt = bench.now();
    const request = await decided({ ...everyValue, deliveryMode: 'ping' });
    await bench.store.defer((await takeOne()).ticket, { ms: 0, counted: true });
    await bench.store.bury((await takeOne()).ticket, {
      reason: 'ERR_CIBA_OUTBOUND_TLS: ü',
      counted: true,
    });
    expect(await bench.store.deadLetters(10)).toStrictEqual([
      { record: recordOf(request, receivedAt), attempts: 2, reason: 'ERR_CIBA_OUTBOUND_TLS: ü' },
    ]);
  });

  it.each([true, false])('count the last call where one was made: %p', async (counted) => {
    await decided();
    await bench.store.defer((await takeOne()).ticket, { ms: 0, counted: true });
    await bench.store.bury((await takeOne()).ticket, { reason: 'expired', counted });
    expect(await bench.store.deadLetters(10)).toMatchObject([{ attempts: counted ? 2 : 1 }]);
  });

  it('are not tried again', async () => {
    await buried();
    await bench.advance(299_999);
    expect(await take()).toStrictEqual([]);
  });

  it('are listed the latest to be buried first, at most so many', async () => {
    const [one, two, three] = [await decided(), await decided(), await decided()];
    const deliveries = new Map((await take()).map((delivery) => [delivery.record.selector, delivery.ticket]));
    for (const { selector } of [three, one, two]) {
      await bench.store.bury(deliveries.get(selector)!, refused);
      await bench.advance(1);
    }
    expect(await dead()).toStrictEqual([two.selector, one.selector, three.selector]);
    expect(await dead(2)).toStrictEqual([two.selector, one.selector]);
  });

  it('are listed the latest first, whosever they are', async () => {
    const selectors: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      selectors.unshift((await buried({ sub: `user-${n}` })).selector);
      await bench.advance(1);
    }
    expect(await dead()).toStrictEqual(selectors);
    expect(await dead(3)).toStrictEqual(selectors.slice(0, 3));
  });

  it('outlive the expiry and end with the retention', async () => {
    const { selector } = await buried();
    await buried({ retention: 1000 });
    await bench.advance(840_000);
    expect(await dead()).toContain(selector);
    await bench.advance(60_000);
    expect(await dead()).not.toContain(selector);
    expect(await dead()).toHaveLength(1);
  });

  it('are handed out as copies', async () => {
    await buried(structuredClone({ ...everyValue, deliveryMode: 'ping' }));
    for (const { record } of await bench.store.deadLetters(1)) (record.scope as string[]).push('spoilt');
    expect(await bench.store.deadLetters(1)).toMatchObject([{ record: { scope: everyValue.scope } }]);
  });
}
