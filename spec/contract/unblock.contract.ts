import type { CreateOutcome } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import { denial, noCaps } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

/** A report that is taken back. */
export function describeUnblock(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const report = async (values = {}): Promise<void> => {
    await bench.decide(await bench.create(values), { state: 'denied', content: {}, block: 3600 });
  };
  const refusal = async (values = {}, caps = noCaps): Promise<string | undefined> => {
    const outcome: CreateOutcome = await bench.tryCreate(values, caps);
    return outcome.status === 'limited' ? outcome.cap : undefined;
  };

  it('lets the client near the user at once, and is told once that it did', async () => {
    await report();
    expect(await refusal()).toBe('reported');
    expect(await bench.store.unblock('alice', 'till')).toBe(true);
    expect(await refusal()).toBeUndefined();
    expect(await bench.store.unblock('alice', 'till')).toBe(false);
  });

  it('is of that client and that user alone', async () => {
    await report();
    await report({ clientId: 'other-till' });
    await report({ sub: 'bob' });
    expect(await bench.store.unblock('alice', 'till')).toBe(true);
    expect(await refusal({ clientId: 'other-till' })).toBe('reported');
    expect(await refusal({ sub: 'bob' })).toBe('reported');
  });

  it('answers that there was nothing: nobody, nothing reported, or over by itself', async () => {
    expect(await bench.store.unblock('carol', 'till')).toBe(false);
    await bench.decide(await bench.create(), denial);
    expect(await bench.store.unblock('alice', 'till')).toBe(false);
    await report();
    await bench.advance(3_600_000);
    expect(await bench.store.unblock('alice', 'till')).toBe(false);
  });

  it('leaves the denials and the prompts of the client as they are', async () => {
    const caps = { ...noCaps, coolDown: { seconds: 10, most: 60 } };
    await bench.decide(await bench.create(), denial);
    await report();
    await bench.store.unblock('alice', 'till');
    expect(await refusal({}, caps)).toBe('coolDown');
  });
}
