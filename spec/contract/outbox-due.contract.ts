import { useBench } from '../support/contract-bench.ts';
import { approval, denial } from '../support/contract-requests.ts';
import { outboxOf, refused } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const ping = { deliveryMode: 'ping', acknowledgedWithin: 6 } as const;

/** From when on a client may be told: once it has its acknowledgement, or must have it. */
export function describeDue(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { decided, take, takeOne, taken } = outboxOf(bench);

  it('is at once where the client had its acknowledgement before the decision', async () => {
    const request = await bench.create(ping);
    expect(await bench.store.acknowledged(request.selector)).toBe(false);
    await bench.decide(request, denial);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('is exactly the deadline where nobody reports the acknowledgement', async () => {
    const request = await bench.create(ping);
    await bench.advance(1000);
    await bench.decide(request, denial);
    await bench.advance(4999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('is the acknowledgement where that comes after the decision', async () => {
    const request = await decided(ping);
    await bench.advance(100);
    expect(await take()).toStrictEqual([]);
    expect(await bench.store.acknowledged(request.selector)).toBe(true);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('is the decision where that comes after the deadline', async () => {
    const request = await bench.create(ping);
    await bench.advance(6001);
    await bench.decide(request, approval());
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('is at once where no deadline was given', async () => {
    const { selector } = await decided({ deliveryMode: 'push' });
    expect(await taken()).toStrictEqual([selector]);
  });

  it('may be a deadline in broken seconds', async () => {
    await decided({ deliveryMode: 'ping', acknowledgedWithin: 1.25 });
    await bench.advance(1249);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it('counts the deadline from when the request is stored, whenever it was received', async () => {
    await decided({ ...ping, age: 3000 });
    await bench.advance(5999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it('is brought forward for the one request that was acknowledged', async () => {
    const [one, other] = [await decided(ping), await decided(ping)];
    await bench.store.acknowledged(one.selector);
    expect(await taken()).toStrictEqual([one.selector]);
    await bench.store.acknowledged(other.selector);
    expect(await taken()).toStrictEqual([other.selector]);
  });

  it('is not changed by an acknowledgement while somebody tells the client', async () => {
    const request = await decided(ping);
    await bench.advance(6000);
    expect(await taken(100, 30)).toStrictEqual([request.selector]);
    await bench.store.acknowledged(request.selector);
    await bench.advance(29_999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it('is not changed by an acknowledgement once it was deferred', async () => {
    const request = await decided(ping);
    await bench.advance(6000);
    await bench.store.defer((await takeOne()).ticket, { ms: 20_000, counted: true });
    await bench.store.acknowledged(request.selector);
    await bench.advance(19_999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it('is not put off by a second acknowledgement', async () => {
    const request = await decided(ping);
    expect(await bench.store.acknowledged(request.selector)).toBe(true);
    await bench.advance(10);
    expect(await bench.store.acknowledged(request.selector)).toBe(true);
    expect(await take()).toHaveLength(1);
  });

  it('is never where there is nothing to be told: acknowledged says so', async () => {
    const poll = await bench.create();
    const settled = await decided(ping);
    await bench.store.acknowledged(settled.selector);
    await bench.store.settle((await takeOne()).ticket);
    const unknown = bench.draw().selector;
    for (const selector of [poll.selector, settled.selector, unknown])
      expect(await bench.store.acknowledged(selector)).toBe(false);
    expect(await take()).toStrictEqual([]);
  });

  it('is never where nobody tries any more: acknowledged says so', async () => {
    const request = await decided({ deliveryMode: 'ping' });
    await bench.store.bury((await takeOne()).ticket, refused);
    expect(await bench.store.acknowledged(request.selector)).toBe(false);
    expect(await take()).toStrictEqual([]);
  });
}
