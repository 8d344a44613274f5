import { useBench } from '../support/contract-bench.ts';
import { endings, outboxOf, refused } from '../support/outbox-bench.ts';
import type { StoreCase } from '../support/stores.ts';

/** What a ticket is good for, and that it is good for nothing once it is void. */
export function describeTickets(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const { decided, take, takeOne } = outboxOf(bench);

  describe.each(endings)('%s', (_name, end) => {
    it('changes nothing by a ticket that another has superseded', async () => {
      await decided();
      const first = await takeOne(30);
      await bench.advance(30_000);
      expect((await takeOne(30)).ticket.number).toBe(2);
      await end(bench.store, first.ticket);
      await bench.advance(29_999);
      expect(await take()).toStrictEqual([]);
      await bench.advance(1);
      expect(await takeOne()).toMatchObject({ ticket: { number: 3 }, attempts: 0 });
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it.each([0, 1, 7])('changes nothing by a ticket that nobody drew: %i', async (number) => {
      const { selector } = await decided();
      await end(bench.store, { selector, number });
      expect(await takeOne()).toMatchObject({ ticket: { number: 1 }, attempts: 0 });
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it('changes nothing once the delivery is settled', async () => {
      await decided();
      const { ticket } = await takeOne();
      await bench.store.settle(ticket);
      await end(bench.store, ticket);
      await bench.advance(60_000);
      expect(await take()).toStrictEqual([]);
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it('changes nothing of what was decided since, though it is said a second time', async () => {
      const request = await bench.create({ deliveryMode: 'ping', queued: true });
      const { ticket } = await takeOne();
      await bench.store.settle(ticket);
      await bench.decide(request, { state: 'denied', content: {} });
      await end(bench.store, ticket);
      expect(await takeOne()).toMatchObject({ state: 'denied', attempts: 0 });
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it('changes nothing of a dead letter that was replayed since, though it is said a second time', async () => {
      await decided();
      const { ticket } = await takeOne();
      await bench.store.bury(ticket, refused);
      await bench.store.replay(ticket.selector);
      await end(bench.store, ticket);
      expect(await takeOne()).toMatchObject({ state: 'denied', attempts: 0 });
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it('changes nothing of a dead letter', async () => {
      await decided();
      const { ticket } = await takeOne();
      await bench.store.bury(ticket, refused);
      await end(bench.store, ticket);
      await bench.advance(60_000);
      expect(await take()).toStrictEqual([]);
      expect(await bench.store.deadLetters(10)).toMatchObject([{ attempts: 1, reason: 'status_410' }]);
    });

    it('changes nothing of a request that it does not know', async () => {
      await end(bench.store, { selector: bench.draw().selector, number: 1 });
      expect([await take(), await bench.store.deadLetters(10)]).toStrictEqual([[], []]);
    });

    it('leaves the request itself as it is', async () => {
      const request = await decided();
      const { ticket } = await takeOne();
      const before = await bench.get(request);
      await end(bench.store, ticket);
      expect(await bench.get(request)).toStrictEqual(before);
      expect(await bench.poll(request)).toStrictEqual({ status: 'denied' });
    });
  });
}
