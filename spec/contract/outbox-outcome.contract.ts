import type { Deferral } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import { approval } from '../support/contract-requests.ts';
import { outboxOf } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

/** What becomes of a delivery that was taken: settled or deferred; and of the tokens that wait with it. */
export function describeOutcome(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { decided, pushed, take, takeOne, taken } = outboxOf(bench);
  const deferred = async (after: Deferral): Promise<void> => {
    await decided();
    await bench.store.defer((await takeOne()).ticket, after);
  };

  it('is over once it is settled', async () => {
    await decided();
    await bench.store.settle((await takeOne()).ticket);
    await bench.advance(299_999);
    expect(await take()).toStrictEqual([]);
    expect(await bench.store.deadLetters(10)).toStrictEqual([]);
  });

  it('is over for the one request that was settled', async () => {
    const [one, other] = [await decided(), await decided({ clientId: 'other-till' })];
    const [first, second] = await take();
    await bench.store.settle((first?.record.selector === one.selector ? first : second)!.ticket);
    await bench.advance(30_000);
    expect(await taken()).toStrictEqual([other.selector]);
  });

  it.each([2000, 30_000, 60_000])('comes again exactly %i ms after it was deferred', async (ms) => {
    await deferred({ ms, counted: true });
    await bench.advance(ms - 1);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it('comes again when its request expires, however long it was deferred: there may be tokens to revoke', async () => {
    await deferred({ ms: 3_600_000, counted: true });
    await bench.advance(299_999);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toMatchObject([{ expired: true, attempts: 1 }]);
  });

  it('comes again at once where it was deferred by nothing', async () => {
    await deferred({ ms: 0, counted: false });
    expect(await take()).toHaveLength(1);
  });

  it('comes again no earlier than after the broken milliseconds that it was deferred by', async () => {
    await deferred({ ms: 1000.4, counted: false });
    await bench.advance(1000);
    expect(await take()).toStrictEqual([]);
    await bench.advance(1);
    expect(await take()).toHaveLength(1);
  });

  it.each([2000, 30_000])('counts the calls that were made: deferred by %i ms', async (ms) => {
    await decided();
    const counts: number[] = [];
    for (const counted of [true, false, true, true]) {
      const { ticket, attempts } = await takeOne(30);
      counts.push(attempts);
      await bench.store.defer(ticket, { ms, counted });
      await bench.advance(ms);
    }
    expect([...counts, (await takeOne()).attempts]).toStrictEqual([0, 1, 1, 2, 3]);
  });

  it('brings the tokens of a push along, with the state and the approval', async () => {
    const request = await pushed('2026-01.c2VhbGVk');
    expect(await takeOne()).toMatchObject({
      record: { selector: request.selector },
      state: 'redeemed',
      approval: { decidedAt: bench.now() },
      payload: '2026-01.c2VhbGVk',
    });
  });

  it('brings the tokens along as often as it is deferred, or its taker is gone', async () => {
    await pushed('sealed');
    await bench.store.defer((await takeOne()).ticket, { ms: 1000, counted: true });
    await bench.advance(1000);
    expect(await takeOne(30)).toMatchObject({ payload: 'sealed' });
    await bench.advance(30_000);
    expect(await takeOne()).toMatchObject({ payload: 'sealed' });
  });

  it('keeps the tokens of the first commit, whatever the same claim commits after it', async () => {
    const { selector } = await decided({ deliveryMode: 'push' }, approval());
    const outcome = await bench.store.claim(selector, 10);
    if (outcome.status !== 'ready') throw new Error(outcome.status);
    await bench.store.commit(outcome.claim, 'first');
    expect(await bench.store.commit(outcome.claim, 'second')).toBe('committed');
    expect(await bench.store.commit(outcome.claim)).toBe('committed');
    expect(await takeOne()).toMatchObject({ payload: 'first' });
  });

  it('keeps no tokens of a claim that is lost', async () => {
    const { selector } = await decided({ deliveryMode: 'push' }, approval());
    const outcome = await bench.store.claim(selector, 10);
    if (outcome.status !== 'ready') throw new Error(outcome.status);
    await bench.advance(10_000);
    expect(await bench.store.commit(outcome.claim, 'late')).toBe('lost');
    expect(await takeOne()).not.toHaveProperty('payload');
  });

  it('has no tokens where none were committed', async () => {
    await decided({ deliveryMode: 'push' }, approval());
    expect(await takeOne()).not.toHaveProperty('payload');
  });

  it('keeps tokens of any length and any characters', async () => {
    const payload = `{"a":"${'ü\\"\u0000'.repeat(2000)}"}`;
    await pushed(payload);
    expect((await takeOne()).payload).toBe(payload);
  });
}
