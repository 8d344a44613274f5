import { useBench } from '../support/contract-bench.ts';
import { approval, everyValue, noCaps, recordOf } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

export function describeCreate(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it('answers created with the time of receipt and of expiry', async () => {
    expect(await bench.tryCreate({ lifetime: 120 })).toStrictEqual({
      status: 'created',
      receivedAt: bench.now(),
      expiresAt: bench.now() + 120_000,
    });
  });

  it('counts the age of the request against its lifetime', async () => {
    expect(await bench.tryCreate({ age: 2500, lifetime: 10 })).toStrictEqual({
      status: 'created',
      receivedAt: bench.now() - 2500,
      expiresAt: bench.now() + 7500,
    });
  });

  it('keeps whole milliseconds of an age measured more finely', async () => {
    expect(await bench.tryCreate({ age: 12.4, lifetime: 10 })).toStrictEqual({
      status: 'created',
      receivedAt: bench.now() - 12,
      expiresAt: bench.now() + 9988,
    });
  });

  it('answers a request sent again with created and the times of the first', async () => {
    const request = bench.draw();
    const first = await bench.store.create(request, noCaps);
    await bench.advance(1500);
    expect(await bench.store.create(request, noCaps)).toStrictEqual(first);
  });

  it('does not judge a request sent again by the caps', async () => {
    const caps = { ...noCaps, pendingPerUser: 1, pendingPerClientAndUser: 1 };
    const request = bench.draw();
    const first = await bench.store.create(request, caps);
    expect(await bench.store.create(request, caps)).toStrictEqual(first);
  });

  it('keeps the decision of a request that is sent again', async () => {
    const request = await bench.approved();
    await bench.store.create(request, noCaps);
    expect(await bench.decide(request, approval())).toStrictEqual({ outcome: 'repeated' });
  });

  it('keeps every value of the request exactly', async () => {
    const request = await bench.create({ ...everyValue, age: 250 });
    expect(await bench.get(request)).toStrictEqual({
      outcome: 'found',
      state: 'pending',
      record: recordOf(request, bench.now() - 250),
    });
  });

  it('keeps a request without optional values as it is', async () => {
    const request = await bench.create();
    expect(await bench.get(request)).toStrictEqual({
      outcome: 'found',
      state: 'pending',
      record: recordOf(request, bench.now()),
    });
  });

  it('keeps empty lists and an empty text as they are', async () => {
    const empty = { scope: [], acrValues: [], resource: [], authorizationDetails: [], bindingMessage: '' };
    const request = await bench.create(empty);
    expect(await bench.get(request)).toMatchObject({ record: empty });
  });

  it.each(['poll', 'ping', 'push'] as const)('keeps the delivery mode %s', async (deliveryMode) => {
    const request = await bench.create({ deliveryMode });
    expect(await bench.get(request)).toMatchObject({ record: { deliveryMode } });
  });

  it('keeps a request apart from the same values under other ids', async () => {
    const [one, two] = [await bench.approved(), await bench.create()];
    expect(await bench.get(one)).toMatchObject({ state: 'approved' });
    expect(await bench.get(two)).toMatchObject({ state: 'pending' });
  });
}
