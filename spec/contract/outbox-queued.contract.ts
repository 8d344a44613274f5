import { useBench } from '../support/contract-bench.ts';
import { approval, failure, noCaps, recordOf, refusals } from '../support/contract-requests.ts';
import { outboxOf, toldDecisions, toldModes } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const modes = ['poll', ...toldModes] as const;

/** Requests whose user is asked from the outbox. */
export function describeQueued(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { take, takeOne, taken } = outboxOf(bench);

  it.each(modes)('is in the outbox from the start where its client learns by %s', async (deliveryMode) => {
    const request = await bench.create({ deliveryMode, queued: true });
    expect(await take()).toStrictEqual([
      {
        ticket: { selector: request.selector, mark: expect.any(String) },
        record: recordOf(request, bench.now()),
        state: 'pending',
        expired: false,
        attempts: 0,
      },
    ]);
  });

  it('is due at once, whether its client has the acknowledgement or not', async () => {
    const request = await bench.create({ deliveryMode: 'ping', queued: true, acknowledgedWithin: 6 });
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('is queued once, though it is sent again', async () => {
    const request = await bench.create({ queued: true });
    await bench.store.settle((await takeOne()).ticket);
    expect(await bench.store.create(request, noCaps)).toMatchObject({ status: 'created' });
    expect(await take()).toStrictEqual([]);
  });

  it('is not queued where a cap refuses it', async () => {
    const caps = { ...noCaps, pendingPerUser: 1 };
    await bench.create();
    expect(await bench.tryCreate({ queued: true }, caps)).toMatchObject({ status: 'limited' });
    expect(await take()).toStrictEqual([]);
  });

  it('is not asked about again once that is settled', async () => {
    await bench.create({ queued: true });
    await bench.store.settle((await takeOne()).ticket);
    await bench.advance(299_999);
    expect(await take()).toStrictEqual([]);
  });

  it.each(toldDecisions)(
    'has its $deliveryMode client told when it was $decision.state before anybody was asked',
    async ({ deliveryMode, decision }) => {
      const request = await bench.create({ deliveryMode, queued: true });
      expect(await bench.decide(request, decision)).toMatchObject({ notifies: true });
      expect((await take()).map(({ state }) => state)).toStrictEqual([decision.state]);
      expect(await take()).toStrictEqual([]);
    },
  );

  it.each([approval(), ...refusals])(
    'asks nobody any more once it was $state, nor tells its poll client',
    async (decision) => {
      const request = await bench.create({ queued: true });
      expect(await bench.decide(request, decision)).toMatchObject({ notifies: false });
      expect(await take()).toStrictEqual([]);
    },
  );

  it.each(toldModes)('tells its %s client nothing that never heard of it', async (deliveryMode) => {
    const request = await bench.create({ deliveryMode, queued: true });
    const content = { reason: 'store_unavailable' };
    await bench.decide(request, { state: 'failed', content, unannounced: true });
    expect(await take()).toStrictEqual([]);
  });

  it.each(toldDecisions)(
    'has its $deliveryMode client told when it was $decision.state while the user was being asked',
    async ({ deliveryMode, decision }) => {
      const request = await bench.create({ deliveryMode, queued: true });
      const asking = await takeOne();
      await bench.decide(request, decision);
      await bench.store.settle(asking.ticket);
      const telling = await takeOne();
      expect(telling).toMatchObject({ state: decision.state, attempts: 0 });
      expect(telling.ticket.mark).not.toBe(asking.ticket.mark);
    },
  );

  it('draws no ticket twice, for asking the user and for telling its client', async () => {
    const request = await bench.create({ deliveryMode: 'ping', queued: true });
    const [late] = await bench.store.take(1, 10);
    await bench.advance(10_000);
    const asking = await takeOne();
    await bench.store.settle(asking.ticket);
    await bench.decide(request, approval());
    const telling = await takeOne(30);
    expect(new Set([late, asking, telling].map((delivery) => delivery?.ticket.mark)).size).toBe(3);
    await bench.store.settle(late!.ticket);
    await bench.advance(30_000);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('has its client told no earlier than it has the acknowledgement', async () => {
    const request = await bench.create({ deliveryMode: 'ping', queued: true, acknowledgedWithin: 6 });
    const asking = await takeOne();
    await bench.decide(request, failure('unreachable'));
    await bench.store.settle(asking.ticket);
    expect(await take()).toStrictEqual([]);
    expect(await bench.store.acknowledged(request.selector)).toBe(true);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it('counts the calls to its client from the decision on', async () => {
    const request = await bench.create({ deliveryMode: 'ping', queued: true });
    await bench.store.defer((await takeOne()).ticket, { ms: 0, counted: true });
    expect(await takeOne()).toMatchObject({ state: 'pending', attempts: 1 });
    await bench.decide(request, approval());
    expect(await takeOne()).toMatchObject({ state: 'approved', attempts: 0 });
  });

  it('says so where it is over before anybody was asked', async () => {
    await bench.create({ queued: true });
    await bench.advance(300_000);
    expect(await takeOne()).toMatchObject({ state: 'expired', expired: true });
  });
}
