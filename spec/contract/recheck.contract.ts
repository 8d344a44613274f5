import { useBench } from '../support/contract-bench.ts';
import { approval, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const again = { recheck: true } as const;

/** Looking again for a poll that is held: it was counted when it arrived. */
export function describeRecheck(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it('is never too fast, however often', async () => {
    const request = await bench.create();
    await bench.poll(request);
    for (let n = 1; n <= 5; n += 1) {
      await bench.advance(200);
      const left = 300_000 - n * 200;
      expect(await bench.poll(request, again)).toStrictEqual({ status: 'pending', interval: 5, left });
    }
  });

  it('leaves the rate to be measured from the poll that arrived', async () => {
    const request = await bench.create();
    await bench.poll(request);
    await bench.advance(4000);
    await bench.poll(request, again);
    await bench.advance(500);
    expect(await bench.poll(request)).toMatchObject({ status: 'pending', interval: 5 });
    await bench.advance(4499);
    await bench.poll(request, again);
    expect(await bench.poll(request)).toStrictEqual({ status: 'slow_down', interval: 10 });
  });

  it('is no first poll', async () => {
    const request = await bench.create();
    await bench.poll(request, again);
    await bench.advance(10);
    expect(await bench.poll(request)).toMatchObject({ status: 'pending' });
  });

  it('knows the interval that was raised', async () => {
    const request = await bench.create();
    await bench.poll(request);
    await bench.advance(1000);
    await bench.poll(request);
    expect(await bench.poll(request, again)).toStrictEqual({
      status: 'pending',
      interval: 10,
      left: 299_000,
    });
  });

  it('takes the claim of an approval', async () => {
    const request = await bench.create();
    await bench.poll(request);
    await bench.decide(request, approval());
    const outcome = await bench.poll(request, again);
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    expect(await bench.poll(request, again)).toStrictEqual({ status: 'claimed' });
    expect(await bench.store.commit(outcome.claim)).toBe('committed');
  });

  it.each(refusals)('answers $state', async (decision) => {
    const request = await bench.create();
    await bench.decide(request, decision);
    expect(await bench.poll(request, again)).toStrictEqual({ status: decision.state });
  });

  it('notices an expiry, once', async () => {
    const request = await bench.create();
    await bench.advance(300_000);
    expect(await bench.poll(request, again)).toStrictEqual({ status: 'expired', first: true, sub: 'alice' });
    expect(await bench.poll(request)).toStrictEqual({ status: 'expired', first: false, sub: 'alice' });
  });

  it('answers redeemed', async () => {
    const request = await bench.redeemed();
    expect(await bench.poll(request, again)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
  });

  it('tells strangers nothing', async () => {
    const request = await bench.approved();
    const strangers = [{ clientId: 'other-till' }, { secretHash: bench.draw().secretHash }];
    for (const stranger of strangers)
      expect(await bench.poll(request, { ...again, ...stranger })).toStrictEqual({ status: 'unknown' });
  });
}
