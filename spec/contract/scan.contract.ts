import type { NewRequest } from '../../lib/request/record.js';
import type { ScanAnswer, ScanQuestion } from '../../lib/request/store.js';
import type { StoredSummary } from '../../lib/request/summary.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, everyValue, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

/** Everything that the store tells of a request, in the order of its members. */
const SUMMARY = [
  ...['clientId', 'deliveryMode', 'expiresAt', 'receivedAt', 'scope', 'selector', 'state', 'sub'],
];

/** A look through all requests, for operators. */
export function describeScan(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const pages = async (filter: ScanQuestion['filter'] = {}, limit = 100): Promise<ScanAnswer[]> => {
    const seen: ScanAnswer[] = [];
    for (let from: ScanQuestion['from']; seen.length === 0 || from !== undefined; ) {
      const answer = await bench.store.scan({ filter, limit, ...(from && { from }) });
      seen.push(answer);
      from = answer.next;
    }
    return seen;
  };
  const all = async (filter?: ScanQuestion['filter'], limit?: number): Promise<StoredSummary[]> => {
    const found = (await pages(filter, limit)).flatMap((page) => page.found);
    return found.sort((a, b) => (a.selector < b.selector ? -1 : 1));
  };
  const selectorsOf = (requests: readonly { selector: string }[]): string[] =>
    requests.map(({ selector }) => selector).sort();
  const found = async (filter?: ScanQuestion['filter']): Promise<string[]> => selectorsOf(await all(filter));

  it('finds nothing where nothing is stored', async () => {
    expect(await all()).toStrictEqual([]);
  });

  it('tells of a request what an operator needs, and nothing else', async () => {
    const receivedAt = bench.now();
    const request = await bench.create({ ...everyValue, deliveryMode: 'ping' });
    const [summary] = await all();
    expect(Object.keys(summary ?? {}).sort()).toStrictEqual(SUMMARY);
    expect(summary).toStrictEqual({
      selector: request.selector,
      clientId: 'till',
      sub: 'alice',
      state: 'pending',
      deliveryMode: 'ping',
      scope: ['openid', 'payments:write', 'urn:x:y'],
      receivedAt,
      expiresAt: receivedAt + 300_000,
    });
  });

  it('tells of every state', async () => {
    const requests: NewRequest[] = [await bench.create(), await bench.approved(), await bench.redeemed()];
    for (const decision of refusals) {
      const request = await bench.create();
      await bench.decide(request, decision);
      requests.push(request);
    }
    const states = new Map((await all()).map(({ selector, state }) => [selector, state]));
    expect(requests.map(({ selector }) => states.get(selector))).toStrictEqual([
      ...['pending', 'approved', 'redeemed'],
      ...refusals.map(({ state }) => state),
    ]);
  });

  it('tells of an expired request until it is forgotten; of a redeemed one likewise', async () => {
    const [expired, redeemed] = [await bench.create(), await bench.redeemed()];
    await bench.advance(300_000);
    expect((await all()).map(({ state }) => state).sort()).toStrictEqual(['expired', 'redeemed']);
    expect(await found()).toStrictEqual(selectorsOf([expired, redeemed]));
    await bench.advance(540_000);
    expect(await all()).toHaveLength(2);
    await bench.advance(60_000);
    expect(await all()).toStrictEqual([]);
  });

  it('finds by client, by user, by state, and by all of them', async () => {
    const [one, two] = [await bench.create(), await bench.create({ clientId: 'other-till' })];
    const [three, four] = [await bench.create({ sub: 'bob' }), await bench.approved({ sub: 'bob' })];
    expect(await found({ clientId: 'other-till' })).toStrictEqual(selectorsOf([two]));
    expect(await found({ sub: 'bob' })).toStrictEqual(selectorsOf([three, four]));
    expect(await found({ state: 'pending' })).toStrictEqual(selectorsOf([one, two, three]));
    expect(await found({ sub: 'bob', state: 'approved' })).toStrictEqual(selectorsOf([four]));
    expect(await found({ sub: 'alice', state: 'pending' })).toStrictEqual(selectorsOf([one, two]));
    expect(await found({ sub: 'alice', state: 'pending', clientId: 'till' })).toStrictEqual(
      selectorsOf([one]),
    );
    expect(await found({ sub: 'alice', state: 'redeemed' })).toStrictEqual([]);
    expect(await found({ clientId: 'til' })).toStrictEqual([]);
  });

  it('finds all of them a part at a time, none of them twice where nothing changes', async () => {
    const requests = await Promise.all(
      Array.from({ length: 60 }, (_, n) => bench.create({ sub: `user-${n % 20}` })),
    );
    expect(selectorsOf(await all({}, 7))).toStrictEqual(selectorsOf(requests));
    expect(selectorsOf(await all({ sub: 'user-3' }, 1))).toHaveLength(3);
  });

  it('finds what was there all the while, whatever comes and goes meanwhile', async () => {
    const stay = await Promise.all(Array.from({ length: 30 }, (_, n) => bench.create({ sub: `stays-${n}` })));
    for (let n = 0; n < 30; n++) await bench.create({ sub: 'goes', lifetime: 1, retention: 1 });
    const first = await bench.store.scan({ filter: {}, limit: 10 });
    await bench.advance(2000);
    for (let n = 0; n < 30; n++) await bench.create({ sub: 'comes' });
    const seen = new Set(first.found.map(({ selector }) => selector));
    for (let from = first.next; from !== undefined; ) {
      const page = await bench.store.scan({ filter: {}, limit: 10, from });
      for (const { selector } of page.found) seen.add(selector);
      from = page.next;
    }
    expect(stay.filter(({ selector }) => !seen.has(selector))).toStrictEqual([]);
  });

  it('finds all pending requests of a user who has more than are listed', async () => {
    const requests = await Promise.all(Array.from({ length: 120 }, () => bench.create()));
    expect(await found({ sub: 'alice', state: 'pending' })).toStrictEqual(selectorsOf(requests));
  });

  it('ends where a position lies behind the last', async () => {
    await bench.create();
    expect(
      await bench.store.scan({ filter: {}, limit: 10, from: { node: 99, position: '999' } }),
    ).toMatchObject({ found: [] });
  });

  it('changes nothing', async () => {
    const request = await bench.create();
    await all();
    expect(await bench.decide(request, approval())).toMatchObject({ outcome: 'accepted' });
    expect(await bench.poll(request)).toMatchObject({ status: 'ready' });
  });
}
