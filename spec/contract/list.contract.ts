import type { NewRequest } from '../../lib/request/record.js';
import { LIST_LIMIT } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, everyValue, recordOf, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

export function describeList(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const listed = async (sub = 'alice') => (await bench.store.list(sub)).map(({ selector }) => selector);
  const selectors = (...requests: readonly NewRequest[]) => requests.map(({ selector }) => selector);

  it('lists nothing for a user without requests', async () => {
    expect(await bench.store.list('alice')).toStrictEqual([]);
  });

  it('lists the whole record of a pending request', async () => {
    const request = await bench.create(everyValue);
    expect(await bench.store.list('alice')).toStrictEqual([recordOf(request, bench.now())]);
  });

  it('lists the latest to expire first, whatever order they came in', async () => {
    const second = await bench.create({ lifetime: 200 });
    const third = await bench.create({ lifetime: 100 });
    const first = await bench.create({ lifetime: 300, clientId: 'other-till' });
    expect(await listed()).toStrictEqual(selectors(first, second, third));
  });

  it.each([approval(), ...refusals])('lists no request that was $state', async (decision) => {
    const [ended, pending] = [await bench.create(), await bench.create()];
    await bench.decide(ended, decision);
    expect(await listed()).toStrictEqual(selectors(pending));
  });

  it('lists no request that was decided without a user', async () => {
    const request = await bench.create();
    await bench.store.decide(approvalIdOf(request), refusals[2]!);
    expect(await listed()).toStrictEqual([]);
  });

  it('lists no redeemed request', async () => {
    await bench.redeemed();
    expect(await listed()).toStrictEqual([]);
  });

  it('lists a request until exactly its expiry', async () => {
    const request = await bench.create({ lifetime: 60 });
    await bench.advance(59_999);
    expect(await listed()).toStrictEqual(selectors(request));
    await bench.advance(1);
    expect(await listed()).toStrictEqual([]);
  });

  it('lists a request that is polled', async () => {
    const request = await bench.create();
    await bench.poll(request);
    expect(await listed()).toStrictEqual(selectors(request));
  });

  it('lists the requests of one user alone', async () => {
    const [ofAlice, ofBob] = [await bench.create(), await bench.create({ sub: 'bob' })];
    expect(await listed('alice')).toStrictEqual(selectors(ofAlice));
    expect(await listed('bob')).toStrictEqual(selectors(ofBob));
    expect(await listed('carol')).toStrictEqual([]);
  });

  it(`lists at most ${LIST_LIMIT}, those that expire last`, async () => {
    const requests: NewRequest[] = [];
    for (let n = 0; n < LIST_LIMIT + 5; n += 1) requests.push(await bench.create({ lifetime: 100 + n }));
    expect(await listed()).toStrictEqual(selectors(...requests.toReversed().slice(0, LIST_LIMIT)));
  });
}
