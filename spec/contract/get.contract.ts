import { useBench } from '../support/contract-bench.ts';
import { recordOf, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

export function describeGet(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const stateOf = async (request: Parameters<typeof bench.get>[0]) => {
    const found = await bench.get(request);
    return found.outcome === 'found' ? found.state : found.outcome;
  };

  it('finds a pending request with its record', async () => {
    const request = await bench.create();
    const record = recordOf(request, bench.now());
    expect(await bench.get(request)).toStrictEqual({ outcome: 'found', state: 'pending', record });
  });

  it('finds an approved request, also while it is claimed', async () => {
    const request = await bench.approved();
    expect(await stateOf(request)).toBe('approved');
    await bench.claim(request);
    expect(await stateOf(request)).toBe('approved');
  });

  it.each(refusals)('finds a request that was $state', async (decision) => {
    const request = await bench.create();
    await bench.decide(request, decision);
    expect(await stateOf(request)).toBe(decision.state);
  });

  it('finds a redeemed request, also after the expiry', async () => {
    const request = await bench.redeemed();
    expect(await stateOf(request)).toBe('redeemed');
    await bench.advance(300_000);
    expect(await stateOf(request)).toBe('redeemed');
  });

  it('finds every other request expired from exactly the expiry on', async () => {
    const denied = await bench.create();
    await bench.decide(denied, refusals[0]!);
    const requests = [await bench.create(), await bench.approved(), denied];
    await bench.advance(299_999);
    expect(await Promise.all(requests.map(stateOf))).toStrictEqual(['pending', 'approved', 'denied']);
    await bench.advance(1);
    expect(await Promise.all(requests.map(stateOf))).toStrictEqual(['expired', 'expired', 'expired']);
  });

  it('shows a request to its own user alone', async () => {
    const request = await bench.create();
    expect(await bench.get(request, 'bob')).toStrictEqual({ outcome: 'wrong_user' });
    expect(await bench.get(request, '')).toStrictEqual({ outcome: 'wrong_user' });
  });

  it('judges the secret before the user', async () => {
    const { selector } = await bench.create();
    const id = { selector, secret: bench.draw().approvalSecret };
    expect(await bench.store.get(id, 'bob')).toStrictEqual({ outcome: 'unknown' });
    expect(await bench.store.get(id, 'alice')).toStrictEqual({ outcome: 'unknown' });
  });

  it('does not know a request that was never stored', async () => {
    expect(await bench.get(bench.draw())).toStrictEqual({ outcome: 'unknown' });
  });

  it('does not take what is kept of the client’s secret for the approval secret', async () => {
    const { selector, secretHash } = await bench.create();
    expect(await bench.store.get({ selector, secret: secretHash }, 'alice')).toStrictEqual({
      outcome: 'unknown',
    });
  });

  it('counts as no poll and notices no expiry', async () => {
    const request = await bench.create();
    await bench.get(request);
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 300_000 });
    await bench.advance(300_000);
    await bench.get(request);
    expect(await bench.poll(request)).toMatchObject({ status: 'expired', first: true });
  });
}
