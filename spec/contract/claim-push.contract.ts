import { type Ready, useBench } from '../support/contract-bench.ts';
import { recordOf, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

/** The claim of an approval where nobody polls. */
export function describePushClaim(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const push = { deliveryMode: 'push' } as const;
  const claim = (selector: string, lease = 10) => bench.store.claim(selector, lease);
  const readyOf = async (selector: string, lease?: number): Promise<Ready> => {
    const outcome = await claim(selector, lease);
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    return outcome;
  };

  it('is handed out with the record and the approval', async () => {
    const request = await bench.approved(push, { acr: 'phr' });
    expect(await claim(request.selector)).toStrictEqual({
      status: 'ready',
      record: recordOf(request, bench.now()),
      approval: { acr: 'phr', decidedAt: bench.now() },
      claim: { selector: request.selector, mark: expect.any(String) },
    });
  });

  it('is held for its lease, and another the next time', async () => {
    const { selector } = await bench.approved(push);
    const first = await readyOf(selector, 2);
    await bench.advance(1999);
    expect(await claim(selector)).toStrictEqual({ status: 'claimed' });
    await bench.advance(1);
    const second = await readyOf(selector);
    expect(second.claim.mark).not.toBe(first.claim.mark);
    expect(await bench.store.commit(first.claim)).toBe('lost');
  });

  it('is the same that a poll takes', async () => {
    const request = await bench.approved(push);
    const { claim: held } = await bench.claim(request);
    expect(await claim(request.selector)).toStrictEqual({ status: 'claimed' });
    await bench.store.release(held);
    expect((await readyOf(request.selector)).claim.mark).not.toBe(held.mark);
    expect(await bench.poll(request)).toStrictEqual({ status: 'claimed' });
    expect(await bench.store.commit(held)).toBe('lost');
  });

  it('can be committed and given back', async () => {
    const { selector } = await bench.approved(push);
    const first = await readyOf(selector);
    await bench.store.release(first.claim);
    const second = await readyOf(selector);
    expect(await bench.store.commit(second.claim)).toBe('committed');
    expect(await claim(selector)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
  });

  it('is not to be had while the request is pending, and that counts as no poll', async () => {
    const request = await bench.create({ ...push, interval: 7 });
    for (let n = 0; n < 3; n += 1)
      expect(await claim(request.selector)).toStrictEqual({ status: 'pending', interval: 7, left: 300_000 });
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 7, left: 300_000 });
  });

  it.each(refusals)('is not to be had of a request that was $state', async (decision) => {
    const request = await bench.create(push);
    await bench.decide(request, decision);
    expect(await claim(request.selector)).toStrictEqual({ status: decision.state });
  });

  it('is not to be had from exactly the expiry on, which it leaves to be noticed', async () => {
    const request = await bench.approved(push);
    await bench.advance(300_000);
    expect(await claim(request.selector)).toStrictEqual({ status: 'expired', first: false, sub: 'alice' });
    expect(await bench.poll(request)).toStrictEqual({ status: 'expired', first: true, sub: 'alice' });
  });

  it('is to be had until the last millisecond', async () => {
    const { selector } = await bench.approved(push);
    await bench.advance(299_999);
    expect(await claim(selector)).toMatchObject({ status: 'ready' });
  });

  it('is not to be had of a request that is unknown or forgotten', async () => {
    const request = await bench.approved(push);
    await bench.advance(900_000);
    for (const { selector } of [request, bench.draw()])
      expect(await claim(selector)).toStrictEqual({ status: 'unknown' });
  });

  it('names the interval that polls have raised, and the time that is left', async () => {
    const request = await bench.create(push);
    await bench.poll(request);
    await bench.advance(1000);
    await bench.poll(request);
    expect(await claim(request.selector)).toStrictEqual({ status: 'pending', interval: 10, left: 299_000 });
  });
}
