import { approvalIdOf, denial } from '../../support/contract-requests.ts';
import { refused } from '../../support/outbox-bench.ts';
import { useResending } from '../../support/resending-bench.ts';

describe('a command about the outbox that is sent again later', () => {
  const bench = useResending();

  it('puts a delivery off once: no longer, and for one call', async () => {
    await bench.decided(denial, { deliveryMode: 'ping' });
    const { ticket } = await bench.takeOne();
    await bench.cutOff(3000).defer(ticket, { ms: 5000, counted: true });
    bench.clock.advance(5000);
    expect(await bench.takeOne()).toMatchObject({ attempts: 1 });
  });

  it('ends nothing but what its ticket was drawn for', async () => {
    const request = await bench.decided(denial, { deliveryMode: 'ping' });
    const { ticket } = await bench.takeOne();
    const meanwhile = () => bench.sound.replay(request.selector);
    await bench.cutOff(0, meanwhile).bury(ticket, refused);
    expect(await bench.takeOne()).toMatchObject({ state: 'denied', attempts: 0 });
  });

  it('replays a dead letter once, and says that there was one', async () => {
    const request = await bench.decided(denial, { deliveryMode: 'ping' });
    await bench.sound.bury((await bench.takeOne()).ticket, refused);
    const meanwhile = async () => bench.sound.settle((await bench.takeOne()).ticket);
    expect(await bench.cutOff(0, meanwhile).replay(request.selector)).toBe(true);
    expect(await bench.sound.take(10, 30)).toStrictEqual([]);
    expect(await bench.cutOff(0).replay(request.selector)).toBe(false);
  });

  it('settles nothing but what its ticket was drawn for', async () => {
    const request = await bench.created({ deliveryMode: 'ping', queued: true });
    const { ticket } = await bench.takeOne();
    const meanwhile = () => bench.sound.decide(approvalIdOf(request), denial, request.sub);
    await bench.cutOff(0, meanwhile).settle(ticket);
    expect(await bench.takeOne()).toMatchObject({ state: 'denied', attempts: 0 });
  });

  // Promised to nobody: what was taken by a command whose answer was lost is told when its lease is over.
  it('leaves what it took to the end of the lease', async () => {
    const { selector } = await bench.decided(denial, { deliveryMode: 'ping' });
    expect(await bench.cutOff(1000).take(10, 30)).toStrictEqual([]);
    bench.clock.advance(29_999);
    expect(await bench.sound.take(10, 30)).toStrictEqual([]);
    bench.clock.advance(1);
    expect(await bench.takeOne()).toMatchObject({ ticket: { selector }, attempts: 0 });
  });
});
