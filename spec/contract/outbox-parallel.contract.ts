import { useBench } from '../support/contract-bench.ts';
import { approval, denial } from '../support/contract-requests.ts';
import { outboxOf } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const MANY = 20;

function many<Answer>(ask: (n: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: MANY }, (_, n) => ask(n)));
}

/** Many relays, and many decisions, at once. */
export function describeOutboxInParallel(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { buried, decided, take, taken } = outboxOf(bench);

  it.each([2, 5, 100])(`hands out each delivery to exactly one of ${MANY} takers of %i`, async (limit) => {
    const selectors = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => (await decided({ sub: `user-${n}` })).selector),
    );
    const rounds = await many(() => bench.store.take(limit, 30));
    const all = rounds.flat();
    expect(all.map(({ record }) => record.selector).sort()).toStrictEqual(selectors.sort());
    expect(await take()).toStrictEqual([]);
    // Every ticket is still good: nobody else has drawn one for the same delivery.
    await Promise.all(all.map(({ ticket }) => bench.store.settle(ticket)));
    await bench.advance(30_000);
    expect(await take()).toStrictEqual([]);
  });

  it(`hands out what another taker has left to exactly one of ${MANY}`, async () => {
    const { selector } = await decided();
    const [left] = await bench.store.take(1, 30);
    await bench.advance(30_000);
    const [again, ...others] = (await many(() => bench.store.take(10, 30))).flat();
    expect([again?.ticket.selector, others]).toStrictEqual([selector, []]);
    expect(again?.ticket.mark).not.toBe(left?.ticket.mark);
    await bench.store.settle(again!.ticket);
    await bench.advance(30_000);
    expect(await take()).toStrictEqual([]);
  });

  it(`holds one delivery of ${MANY} decisions`, async () => {
    const request = await bench.create({ deliveryMode: 'ping' });
    const answers = await many((n) => bench.decide(request, n % 2 === 0 ? approval() : denial));
    const notified = answers.filter((answer) => answer.outcome === 'accepted' && answer.notifies);
    expect(notified).toHaveLength(1);
    expect(await taken()).toStrictEqual([request.selector]);
  });

  it(`hands out one claim to ${MANY / 2} polls and ${MANY / 2} pushes`, async () => {
    const request = await bench.approved({ deliveryMode: 'push' });
    const answers = await many((n) =>
      n % 2 === 0 ? bench.poll(request) : bench.store.claim(request.selector, 10),
    );
    expect(answers.filter(({ status }) => status === 'ready')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'claimed')).toHaveLength(MANY - 1);
  });

  it(`replays a dead letter for exactly one of ${MANY}`, async () => {
    const { selector } = await buried();
    const answers = await many(() => bench.store.replay(selector));
    expect(answers.filter((replayed) => replayed)).toHaveLength(1);
    expect(await taken()).toStrictEqual([selector]);
  });

  it(`counts one call of ${MANY} that defer by one ticket`, async () => {
    await decided();
    const [delivery] = await take();
    await many(() => bench.store.defer(delivery!.ticket, { ms: 0, counted: false }));
    const again = await take();
    expect(again).toMatchObject([{ ticket: { mark: expect.any(String) }, attempts: 0 }]);
    expect(again[0]?.ticket.mark).not.toBe(delivery?.ticket.mark);
  });
}
