import { useBench } from '../support/contract-bench.ts';
import { approval } from '../support/contract-requests.ts';
import { outboxOf } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

/** Who takes what, and for how long. */
export function describeTake(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { decided, pushed, take, takeOne, taken } = outboxOf(bench);
  /** So many decisions of alice's requests, a millisecond apart. */
  const decidedInTurn = async (count: number): Promise<string[]> => {
    const selectors: string[] = [];
    for (let n = 0; n < count; n += 1) {
      selectors.push((await decided()).selector);
      await bench.advance(1);
    }
    return selectors;
  };

  it('hands out the longest due first, at most so many', async () => {
    const inTurn = await decidedInTurn(5);
    expect(await taken(2)).toStrictEqual(inTurn.slice(0, 2));
    expect(await taken(2)).toStrictEqual(inTurn.slice(2, 4));
    expect(await taken(2)).toStrictEqual(inTurn.slice(4));
    expect(await taken(2)).toStrictEqual([]);
  });

  it('goes by when each is due, not by when it was decided', async () => {
    const late = await decided({ acknowledgedWithin: 5 });
    await bench.advance(1000);
    const early = await decided();
    await bench.advance(5000);
    expect(await taken()).toStrictEqual([early.selector, late.selector]);
  });

  it('hands out no more than was asked for, of however many users', async () => {
    for (let n = 0; n < 12; n += 1) await decided({ sub: `user-${n}` });
    const rounds = [await taken(5), await taken(5), await taken(5), await taken(5)];
    expect(rounds.map(({ length }) => length)).toStrictEqual([5, 5, 2, 0]);
    expect(new Set(rounds.flat()).size).toBe(12);
  });

  it('hands out those of one partition where one is named', async () => {
    const { selector } = await decided();
    expect(await bench.store.take(10, 30, bench.store.partitionOf('alice'))).toMatchObject([
      { record: { selector } },
    ]);
  });

  it('leaves what was taken to its taker for exactly the lease', async () => {
    const [first = ''] = await decidedInTurn(1);
    expect(await taken(1, 30)).toStrictEqual([first]);
    await bench.advance(29_999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await taken(1, 2)).toStrictEqual([first]);
    await bench.advance(1999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await taken()).toStrictEqual([first]);
  });

  it('draws a ticket of its own each time, and counts no call', async () => {
    await decided();
    const marks = new Set<string>();
    for (let n = 0; n < 3; n += 1) {
      const { ticket, attempts } = await takeOne(10);
      expect(attempts).toBe(0);
      marks.add(ticket.mark);
      await bench.advance(10_000);
    }
    expect(marks.size).toBe(3);
  });

  it('says from exactly the expiry on that the lifetime is over', async () => {
    await decided({}, approval());
    await bench.advance(299_999);
    expect(await takeOne(0.001)).toMatchObject({ state: 'approved', expired: false });
    await bench.advance(1);
    const { state, expired, approval: given } = await takeOne();
    expect([state, expired]).toStrictEqual(['expired', true]);
    expect(given).toStrictEqual({ decidedAt: bench.now() - 300_000 });
  });

  it('says of what is redeemed that it is, also once the lifetime is over', async () => {
    await pushed('sealed');
    expect(await takeOne()).toMatchObject({ state: 'redeemed', expired: false, payload: 'sealed' });
    await bench.advance(300_000);
    expect(await takeOne()).toMatchObject({ state: 'redeemed', expired: true, payload: 'sealed' });
  });

  it('hands out nothing of a request whose retention has ended', async () => {
    await decided({ retention: 10 });
    const kept = await decided();
    await bench.advance(310_000);
    expect(await taken()).toStrictEqual([kept.selector]);
  });
}
