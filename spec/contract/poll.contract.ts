import { drawMark } from '../../lib/request/mark.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, failure, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const unknown = { status: 'unknown' };
const expired = (first: boolean) => ({ status: 'expired', first, sub: 'alice' });

export function describePoll(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it('does not know a request that was never stored', async () => {
    expect(await bench.poll(bench.draw())).toStrictEqual(unknown);
  });

  it('does not know a request by a wrong secret', async () => {
    const request = await bench.create();
    const { secretHash } = bench.draw();
    expect(await bench.poll(request, { secretHash })).toStrictEqual(unknown);
    expect(await bench.poll(request, { secretHash: '' })).toStrictEqual(unknown);
    expect(await bench.poll(request, { secretHash: request.secretHash.slice(1) })).toStrictEqual(unknown);
  });

  it('does not know a request of another client', async () => {
    const request = await bench.create();
    expect(await bench.poll(request, { clientId: 'other-till' })).toStrictEqual(unknown);
  });

  it('tells neither a wrong secret nor another client how a request ended', async () => {
    const [approved, redeemed] = [await bench.approved(), await bench.redeemed()];
    for (const request of [approved, redeemed]) {
      expect(await bench.poll(request, { clientId: 'other-till' })).toStrictEqual(unknown);
      expect(await bench.poll(request, { secretHash: bench.draw().secretHash })).toStrictEqual(unknown);
    }
    expect(await bench.poll(approved)).toMatchObject({ status: 'ready' });
  });

  it('does not take the approval secret for the client’s', async () => {
    const request = await bench.create();
    expect(await bench.poll(request, { secretHash: request.approvalSecret })).toStrictEqual(unknown);
  });

  it('answers pending with the interval and the milliseconds that are left', async () => {
    const request = await bench.create({ interval: 7, age: 1500 });
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 7, left: 298_500 });
    await bench.advance(298_499);
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 7, left: 1 });
  });

  it.each(refusals)('answers $state again and again', async (decision) => {
    const request = await bench.create();
    await bench.decide(request, decision);
    for (let n = 0; n < 3; n += 1)
      expect(await bench.poll(request)).toStrictEqual({ status: decision.state });
  });

  it.each(refusals)('judges $state before the rate', async (decision) => {
    const request = await bench.create();
    await bench.poll(request);
    await bench.decide(request, decision);
    expect(await bench.poll(request)).toStrictEqual({ status: decision.state });
  });

  it('judges an approval before the rate', async () => {
    const request = await bench.create();
    await bench.poll(request);
    await bench.decide(request, approval());
    expect(await bench.poll(request)).toMatchObject({ status: 'ready' });
  });

  it('answers expired from exactly the expiry on', async () => {
    const request = await bench.create({ lifetime: 60 });
    await bench.advance(59_999);
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 1 });
    await bench.advance(1);
    expect(await bench.poll(request)).toStrictEqual(expired(true));
  });

  it('says only once that a pending request was found expired', async () => {
    const request = await bench.create();
    await bench.advance(300_000);
    const answers = [await bench.poll(request), await bench.poll(request), await bench.poll(request)];
    expect(answers).toStrictEqual([expired(true), expired(false), expired(false)]);
  });

  it('says only once that an approved request was found expired', async () => {
    const request = await bench.approved();
    await bench.advance(300_000);
    expect([await bench.poll(request), await bench.poll(request)]).toStrictEqual([
      expired(true),
      expired(false),
    ]);
  });

  it('does not let a stranger take the first notice of an expiry', async () => {
    const request = await bench.create();
    await bench.advance(300_000);
    await bench.poll(request, { clientId: 'other-till' });
    expect(await bench.poll(request)).toStrictEqual(expired(true));
  });

  it.each(refusals)(
    'answers a request that was $state with expired once it is, never first',
    async (decision) => {
      const request = await bench.create();
      await bench.decide(request, decision);
      await bench.advance(300_000);
      expect(await bench.poll(request)).toStrictEqual(expired(false));
    },
  );

  it('answers redeemed again and again, also after the expiry', async () => {
    const request = await bench.redeemed();
    expect(await bench.poll(request)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
    await bench.advance(300_000);
    expect(await bench.poll(request)).toStrictEqual({ status: 'redeemed', sub: 'alice' });
  });

  it('still answers shortly before the retention ends', async () => {
    const request = await bench.create();
    await bench.advance(840_000);
    expect(await bench.poll(request)).toStrictEqual(expired(true));
  });

  it('knows nothing any more once the retention has ended', async () => {
    const requests = [await bench.create(), await bench.approved(), await bench.redeemed()];
    await bench.advance(900_000);
    for (const request of requests) {
      expect(await bench.poll(request)).toStrictEqual(unknown);
      expect(await bench.get(request)).toStrictEqual({ outcome: 'unknown' });
      expect(await bench.decide(request, denial)).toStrictEqual({ outcome: 'unknown' });
      expect(await bench.store.decide(approvalIdOf(request), failure())).toStrictEqual({
        outcome: 'unknown',
      });
      expect(await bench.store.commit({ selector: request.selector, mark: drawMark() })).toBe('lost');
    }
    expect(await bench.store.list('alice')).toStrictEqual([]);
  });
}
