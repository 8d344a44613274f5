import { useBench } from '../support/contract-bench.ts';
import {
  approval,
  approvalIdOf,
  cancellation,
  denial,
  everyValue,
  recordOf,
  refusals,
} from '../support/contract-requests.ts';
import { outboxOf, toldDecisions, toldModes } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const unannounced = {
  state: 'failed',
  content: { reason: 'store_unavailable' },
  unannounced: true,
} as const;

/** What gets into the outbox, and what is taken out of it. */
export function describeOutbox(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { decided, take, takeOne, taken } = outboxOf(bench);

  it('holds nothing of a request that is pending', async () => {
    for (const deliveryMode of ['poll', ...toldModes] as const) await bench.create({ deliveryMode });
    expect(await take()).toStrictEqual([]);
  });

  it.each(toldDecisions)(
    'holds that a request of a $deliveryMode client was $decision.state',
    async ({ deliveryMode, decision }) => {
      const receivedAt = bench.now();
      const request = await bench.create({ deliveryMode });
      await bench.advance(1234);
      expect(await bench.decide(request, decision)).toStrictEqual({
        outcome: 'accepted',
        clientId: 'till',
        sub: 'alice',
        notifies: true,
      });
      const { state, content } = decision;
      expect(await take()).toStrictEqual([
        {
          ticket: { selector: request.selector, mark: expect.any(String) },
          record: recordOf(request, receivedAt),
          state,
          expired: false,
          attempts: 0,
          ...(state === 'approved' && { approval: { ...content, decidedAt: receivedAt + 1234 } }),
        },
      ]);
    },
  );

  it.each(toldModes)(
    'holds a decision that no user took about a request of a %s client',
    async (deliveryMode) => {
      const request = await bench.create({ deliveryMode });
      expect(await bench.store.decide(approvalIdOf(request), cancellation)).toMatchObject({ notifies: true });
      expect(await taken()).toStrictEqual([request.selector]);
    },
  );

  it('hands out every value of record and approval exactly', async () => {
    const receivedAt = bench.now();
    const content = { amr: ['фейс'], scope: ['openid'], authorization_details: [{ type: 'a', n: [] }] };
    const request = await decided({ ...everyValue, deliveryMode: 'push' }, approval(content));
    expect(await takeOne()).toMatchObject({
      record: recordOf(request, receivedAt),
      approval: { ...content, decidedAt: receivedAt },
    });
  });

  it.each([approval(), ...refusals])(
    'holds nothing of a request of a poll client that was $state',
    async (decision) => {
      const request = await bench.create({ deliveryMode: 'poll' });
      expect(await bench.decide(request, decision)).toMatchObject({ outcome: 'accepted', notifies: false });
      expect(await take()).toStrictEqual([]);
    },
  );

  it.each(toldModes)('holds nothing of a request that its %s client never heard of', async (deliveryMode) => {
    const request = await bench.create({ deliveryMode });
    expect(await bench.decide(request, unannounced)).toMatchObject({ outcome: 'accepted', notifies: false });
    await bench.store.acknowledged(request.selector);
    expect(await take()).toStrictEqual([]);
  });

  it('takes the same failure for repeated, announced or not', async () => {
    const request = await bench.create({ deliveryMode: 'ping' });
    await bench.decide(request, unannounced);
    const { unannounced: _never, ...announced } = unannounced;
    expect(await bench.decide(request, announced)).toStrictEqual({ outcome: 'repeated' });
    expect(await take()).toStrictEqual([]);
  });

  it.each(toldModes)(
    'holds a decision no longer once its %s client heard an error in place of an acknowledgement',
    async (deliveryMode) => {
      const request = await bench.create({ deliveryMode, acknowledgedWithin: 6 });
      await bench.decide(request, approval());
      expect(await bench.decide(request, unannounced)).toStrictEqual({ outcome: 'conflict' });
      await bench.advance(6000);
      expect(await take()).toStrictEqual([]);
      expect(await bench.get(request)).toMatchObject({ state: 'approved' });
    },
  );

  it('holds a decision once, whatever is decided after it', async () => {
    const request = await decided();
    await bench.store.settle((await takeOne()).ticket);
    expect(await bench.decide(request, denial)).toStrictEqual({ outcome: 'repeated' });
    expect(await bench.decide(request, approval())).toStrictEqual({ outcome: 'conflict' });
    expect(await take()).toStrictEqual([]);
  });

  it('holds nothing of decisions that were not taken', async () => {
    const request = await bench.create({ deliveryMode: 'ping' });
    await bench.store.decide(approvalIdOf(request), approval(), 'bob');
    await bench.store.decide({ selector: request.selector, secret: 'x' }, approval());
    await bench.advance(300_000);
    expect(await bench.decide(request, approval())).toStrictEqual({ outcome: 'expired' });
    expect(await take()).toStrictEqual([]);
  });

  it('hands out copies', async () => {
    await decided(structuredClone({ ...everyValue, deliveryMode: 'ping' }), approval({ amr: ['pin'] }));
    const first = (await takeOne()) as unknown as {
      record: { scope: string[] };
      approval: { amr: string[] };
    };
    first.record.scope.push('spoilt');
    first.approval.amr.push('spoilt');
    await bench.advance(30_000);
    expect(await takeOne()).toMatchObject({
      record: { scope: everyValue.scope },
      approval: { amr: ['pin'] },
    });
  });
}
