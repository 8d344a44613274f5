import { drawMark } from '../../lib/request/mark.js';
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
      const second = await takeOne(30);
      expect(second.ticket.mark).not.toBe(first.ticket.mark);
      await end(bench.store, first.ticket);
      await bench.advance(29_999);
      expect(await take()).toStrictEqual([]);
      await bench.advance(1);
      const third = await takeOne();
      expect(third).toMatchObject({ ticket: { mark: expect.any(String) }, attempts: 0 });
      expect([first.ticket.mark, second.ticket.mark]).not.toContain(third.ticket.mark);
      expect(await bench.store.deadLetters(10)).toStrictEqual([]);
    });

    it.each(['', '0', '1', drawMark()])('changes nothing by a ticket that nobody drew: %j', async (mark) => {
      const { selector } = await decided();
      await end(bench.store, { selector, mark });
      expect(await takeOne()).toMatchObject({ ticket: { selector }, attempts: 0 });
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

    it('changes nothing once the delivery is deferred', async () => {
      await decided();
      const { ticket } = await takeOne();
      await bench.store.defer(ticket, { ms: 5000, counted: true });
      await end(bench.store, ticket);
      await bench.advance(4999);
      expect(await take()).toStrictEqual([]);
      await bench.advance(1);
      expect(await takeOne()).toMatchObject({ attempts: 1 });
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
      await end(bench.store, { selector: bench.draw().selector, mark: drawMark() });
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
