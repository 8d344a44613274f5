import { useBench } from '../support/contract-bench.ts';
import { approval } from '../support/contract-requests.ts';
import { outboxOf, refused } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

/** Dead letters that are tried again. */
export function describeReplay(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { buried, decided, pushed, take, takeOne, taken } = outboxOf(bench);
  const dead = async () => (await bench.store.deadLetters(10)).map(({ record }) => record.selector);

  it('bring no tokens along any more when they are replayed', async () => {
    const { selector } = await pushed('sealed');
    await bench.store.bury((await takeOne()).ticket, refused);
    expect(await bench.store.replay(selector)).toBe(true);
    const again = await takeOne();
    expect(again).toMatchObject({ state: 'redeemed', approval: { decidedAt: bench.now() } });
    expect(again).not.toHaveProperty('payload');
  });

  it('keep tokens that were committed since, whatever is settled by the ticket from before', async () => {
    const { selector } = await decided({ deliveryMode: 'push' }, approval());
    const { ticket } = await takeOne();
    await bench.store.bury(ticket, refused);
    const outcome = await bench.store.claim(selector, 10);
    if (outcome.status !== 'ready') throw new Error(outcome.status);
    await bench.store.commit(outcome.claim, 'sealed');
    await bench.store.settle(ticket);
    await bench.store.replay(selector);
    expect(await takeOne()).toMatchObject({ payload: 'sealed' });
  });

  it('are due at once when they are replayed, as if for the first time, and no dead letters any more', async () => {
    const { selector } = await buried();
    expect(await bench.store.replay(selector)).toBe(true);
    expect(await dead()).toStrictEqual([]);
    expect(await takeOne()).toMatchObject({ ticket: { selector }, attempts: 0, state: 'denied' });
  });

  it('are due after a replay though the acknowledgement was never reported', async () => {
    const { selector } = await decided({ acknowledgedWithin: 6 });
    await bench.advance(6000);
    await bench.store.bury((await takeOne()).ticket, refused);
    await bench.store.replay(selector);
    expect(await taken()).toStrictEqual([selector]);
  });

  it('may become dead letters again', async () => {
    const { selector } = await buried({}, { reason: 'first', counted: true });
    await bench.store.replay(selector);
    await bench.store.bury((await takeOne()).ticket, { reason: 'second', counted: false });
    expect(await bench.store.deadLetters(10)).toMatchObject([{ attempts: 0, reason: 'second' }]);
    expect(await bench.store.replay(selector)).toBe(true);
  });

  it('are replayed until exactly the expiry, and stay what they are afterwards', async () => {
    const [one, other] = [await buried(), await buried()];
    await bench.advance(299_999);
    expect(await bench.store.replay(one.selector)).toBe(true);
    await bench.advance(1);
    expect(await bench.store.replay(other.selector)).toBe(false);
    expect(await dead()).toStrictEqual([other.selector]);
  });

  it('are replayed once', async () => {
    const { selector } = await buried();
    expect([await bench.store.replay(selector), await bench.store.replay(selector)]).toStrictEqual([
      true,
      false,
    ]);
    expect(await take()).toHaveLength(1);
    expect(await bench.store.replay(selector)).toBe(false);
  });

  it('are not what was never buried', async () => {
    const [pending, poll, told] = [
      await bench.create({ deliveryMode: 'ping' }),
      await bench.approved(),
      await decided(),
    ];
    await bench.store.settle((await takeOne()).ticket);
    const unknown = bench.draw().selector;
    for (const selector of [pending.selector, poll.selector, told.selector, unknown])
      expect(await bench.store.replay(selector)).toBe(false);
    expect(await take()).toStrictEqual([]);
  });

  it('are no longer what a decision has overtaken', async () => {
    const request = await bench.create({ deliveryMode: 'ping', queued: true });
    await bench.store.bury((await takeOne()).ticket, { reason: 'fault', counted: true });
    expect(await dead()).toStrictEqual([request.selector]);
    await bench.decide(request, approval());
    expect(await dead()).toStrictEqual([]);
    expect(await bench.store.replay(request.selector)).toBe(false);
    expect(await takeOne()).toMatchObject({ state: 'approved', attempts: 0 });
  });
}
