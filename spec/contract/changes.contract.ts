import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, noCaps, refusals } from '../support/contract-requests.ts';
import { bell, heardOf, listening } from '../support/outbox-changes.ts';
import type { StoreCase } from '../support/stores.ts';

/** Being called when it may be worth looking again. */
export function describeChanges(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  beforeEach(() => listening(bench.store));
  afterEach(() => bench.store.close());

  it.each([approval(), ...refusals])('comes when a request is $state', async (decision) => {
    const request = await bench.create();
    const { ring, rung } = bell();
    bench.store.onChange(request.selector, ring);
    await bench.decide(request, decision);
    await rung;
    expect((await bench.poll(request)).status).toBe(decision.state === 'approved' ? 'ready' : decision.state);
  });

  it.each(['poll', 'ping', 'push'] as const)(
    'comes whatever its client learns by: %s',
    async (deliveryMode) => {
      const request = await bench.create({ deliveryMode });
      const { ring, rung } = bell();
      bench.store.onChange(request.selector, ring);
      await bench.store.decide(approvalIdOf(request), denial);
      await rung;
    },
  );

  it('comes to everybody who waits for the same request', async () => {
    const request = await bench.create();
    const bells = [bell(), bell(), bell()];
    for (const { ring } of bells) bench.store.onChange(request.selector, ring);
    await bench.decide(request, denial);
    await Promise.all(bells.map(({ rung }) => rung));
  });

  it('comes to nobody who waits for another', async () => {
    const [request, other] = [await bench.create(), await bench.create()];
    const { ring, calls } = bell();
    bench.store.onChange(other.selector, ring);
    await bench.decide(request, denial);
    await heardOf(bench.store);
    expect(calls()).toBe(0);
  });

  it('comes to nobody who has ended it, whoever still waits', async () => {
    const request = await bench.create();
    const [gone, staying] = [bell(), bell()];
    const stop = bench.store.onChange(request.selector, gone.ring);
    bench.store.onChange(request.selector, staying.ring);
    stop();
    stop();
    await bench.decide(request, denial);
    await staying.rung;
    expect(gone.calls()).toBe(0);
  });

  it('comes to who begins to wait after somebody else has ended it', async () => {
    const request = await bench.create();
    const stop = bench.store.onChange(request.selector, () => {});
    stop();
    const { ring, rung } = bell();
    bench.store.onChange(request.selector, ring);
    stop();
    await bench.decide(request, denial);
    await rung;
  });

  it('comes of no decision that was not taken, and of nothing else that happens', async () => {
    const request = await bench.create();
    const { ring, calls } = bell();
    bench.store.onChange(request.selector, ring);
    await bench.store.decide(approvalIdOf(request), denial, 'bob');
    await bench.store.create(request, noCaps);
    await bench.poll(request);
    await bench.store.acknowledged(request.selector);
    await heardOf(bench.store);
    expect(calls()).toBe(0);
  });

  it('may be asked for before the request is stored', async () => {
    const request = bench.draw();
    const { ring, rung } = bell();
    bench.store.onChange(request.selector, ring);
    await bench.store.create(request, noCaps);
    await bench.decide(request, denial);
    await rung;
  });
}
