import type { NewRequest, RequestRecord } from '../../lib/request/record.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, everyValue, noCaps, recordOf } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

/** Spoils everything in it that can be spoilt. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) spoil(member);
  if (Array.isArray(value)) value.push('spoilt');
  else for (const name of Object.keys(value)) (value as Record<string, unknown>)[name] = 'spoilt';
}

export function describeCopies(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const createdFromCopy = async (): Promise<{ request: NewRequest; record: RequestRecord }> => {
    const request = await bench.create(structuredClone(everyValue));
    return { request, record: structuredClone(recordOf(request, bench.now())) };
  };
  const recordIn = async (request: NewRequest): Promise<unknown> => {
    const found = await bench.get(request);
    return found.outcome === 'found' ? found.record : found;
  };

  it('keeps a copy of the request that it is given', async () => {
    const given = bench.draw(structuredClone(everyValue));
    const request = structuredClone(given);
    await bench.store.create(given, noCaps);
    spoil(given);
    expect(await recordIn(request)).toStrictEqual(recordOf(request, bench.now()));
  });

  it('keeps a copy of the approval that it is given', async () => {
    const { request } = await createdFromCopy();
    const content = { amr: ['pin'], authorization_details: [{ type: 'a', list: [1] }] };
    const decision = approval(structuredClone(content));
    await bench.decide(request, decision);
    spoil(decision.content);
    expect((await bench.claim(request)).approval).toStrictEqual({ ...content, decidedAt: bench.now() });
  });

  it('hands out a copy in get', async () => {
    const { request, record } = await createdFromCopy();
    spoil(await bench.get(request));
    expect(await recordIn(request)).toStrictEqual(record);
  });

  it('hands out copies in list', async () => {
    const { record } = await createdFromCopy();
    spoil(await bench.store.list('alice'));
    expect(await bench.store.list('alice')).toStrictEqual([record]);
  });

  it('hands out copies of record and approval in a poll', async () => {
    const { request, record } = await createdFromCopy();
    const content = { amr: ['pin'], authorization_details: [{ type: 'a', list: [1] }] };
    await bench.decide(request, approval(content));
    const first = await bench.claim(request);
    const claim = { ...first.claim };
    spoil(first);
    await bench.store.release(claim);
    const second = await bench.claim(request);
    expect(second.record).toStrictEqual(record);
    expect(second.approval).toStrictEqual({ ...content, decidedAt: bench.now() });
  });

  it('hands out a copy in create', async () => {
    const request = bench.draw();
    const expected = { status: 'created', receivedAt: bench.now(), expiresAt: bench.now() + 300_000 };
    spoil(await bench.store.create(request, noCaps));
    expect(await bench.store.create(request, noCaps)).toStrictEqual(expected);
  });
}
