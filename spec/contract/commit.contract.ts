import { drawMark } from '../../lib/request/mark.js';
import type { Bench } from '../support/contract-bench.ts';
import { approval } from '../support/contract-requests.ts';

/** What becomes of a claim. */
export function describeCommit(bench: Bench): void {
  it('commits under a claim, and says so again for the same claim', async () => {
    const { claim } = await bench.claim(await bench.approved());
    expect(await bench.store.commit(claim)).toBe('committed');
    expect(await bench.store.commit(claim)).toBe('committed');
    await bench.advance(60_000);
    expect(await bench.store.commit(claim)).toBe('committed');
  });

  it('commits until the last millisecond of the lease', async () => {
    const { claim } = await bench.claim(await bench.approved());
    await bench.advance(9999);
    expect(await bench.store.commit(claim)).toBe('committed');
  });

  it('has lost a claim that is overdue, though nobody took another', async () => {
    const request = await bench.approved();
    const { claim } = await bench.claim(request);
    await bench.advance(10_000);
    expect(await bench.store.commit(claim)).toBe('lost');
    expect(await bench.poll(request)).toMatchObject({ status: 'ready' });
  });

  it('has lost a claim that another one superseded', async () => {
    const request = await bench.approved();
    const first = await bench.claim(request);
    await bench.advance(10_000);
    const second = await bench.claim(request);
    expect(await bench.store.commit(first.claim)).toBe('lost');
    expect(await bench.store.commit(second.claim)).toBe('committed');
    expect(await bench.store.commit(first.claim)).toBe('lost');
  });

  it('has lost a claim that was given back', async () => {
    const { claim } = await bench.claim(await bench.approved());
    await bench.store.release(claim);
    expect(await bench.store.commit(claim)).toBe('lost');
  });

  it('commits after the expiry while the lease lasts', async () => {
    const request = await bench.approved();
    await bench.advance(295_000);
    const { claim } = await bench.claim(request);
    await bench.advance(9999);
    expect(await bench.poll(request)).toMatchObject({ status: 'expired' });
    expect(await bench.store.commit(claim)).toBe('committed');
    expect(await bench.poll(request)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
  });

  it('has lost a claim of a request that it does not know', async () => {
    expect(await bench.store.commit({ selector: bench.draw().selector, mark: drawMark() })).toBe('lost');
  });

  it('has lost a claim that was never handed out', async () => {
    const [pending, approved] = [await bench.create(), await bench.approved()];
    for (const { selector } of [pending, approved]) {
      for (const mark of ['', '0', '1', drawMark()])
        expect(await bench.store.commit({ selector, mark })).toBe('lost');
    }
    expect(await bench.poll(approved)).toMatchObject({ status: 'ready' });
  });

  it('lets the next poll claim at once when the claim is given back', async () => {
    const request = await bench.approved();
    const { claim } = await bench.claim(request);
    await bench.store.release(claim);
    expect((await bench.claim(request)).claim.mark).not.toBe(claim.mark);
  });

  it('gives nothing back for a lost claim', async () => {
    const request = await bench.approved();
    const first = await bench.claim(request);
    await bench.advance(10_000);
    const second = await bench.claim(request);
    await bench.store.release(first.claim);
    expect(await bench.poll(request)).toStrictEqual({ status: 'claimed' });
    expect(await bench.store.commit(second.claim)).toBe('committed');
  });

  it('changes nothing by giving a claim back after the commit', async () => {
    const request = await bench.approved();
    const { claim } = await bench.claim(request);
    await bench.store.commit(claim);
    await bench.store.release(claim);
    expect(await bench.poll(request)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
    expect(await bench.store.commit(claim)).toBe('committed');
  });

  it('changes nothing by giving back a claim of a request that is pending or unknown', async () => {
    const request = await bench.create();
    await bench.store.release({ selector: request.selector, mark: drawMark() });
    await bench.store.release({ selector: bench.draw().selector, mark: drawMark() });
    await bench.decide(request, approval());
    expect(await bench.store.commit((await bench.claim(request)).claim)).toBe('committed');
  });
}
