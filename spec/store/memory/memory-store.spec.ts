import type { NewRequest } from '../../../lib/request/record.js';
import type { CibaStore } from '../../../lib/request/store.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { testClock } from '../../support/clock.ts';
import { approvalIdOf, denial, newRequest, noCaps, questionOf } from '../../support/contract-requests.ts';

describe('the bounds of the memory store', () => {
  const clock = testClock();
  let store: CibaStore;
  const create = async (values: Partial<NewRequest> = {}): Promise<NewRequest> => {
    const request = newRequest('', values);
    await store.create(request, noCaps);
    return request;
  };

  beforeEach(() => {
    store = memoryStore({ maxRequests: 2, now: clock.now });
  });
  afterEach(() => store.close());

  it('refuse the request beyond them', async () => {
    await create();
    await create({ sub: 'bob' });
    await expect(create({ sub: 'carol' })).rejects.toThrow('the memory store is full');
  });

  it('keep nothing of a refused request, and everything else', async () => {
    const [first] = [await create(), await create()];
    const refused = newRequest('', { sub: 'carol' });
    await expect(store.create(refused, noCaps)).rejects.toThrow('the memory store is full');
    expect(await store.list('carol')).toStrictEqual([]);
    expect(await store.poll(questionOf(refused))).toStrictEqual({ status: 'unknown' });
    expect(await store.poll(questionOf(first!))).toMatchObject({ status: 'pending' });
  });

  it('take a request sent again', async () => {
    const [first] = [await create(), await create()];
    expect(await store.create(first!, noCaps)).toMatchObject({ status: 'created' });
  });

  it('count requests that have ended but are still kept', async () => {
    await store.decide(approvalIdOf(await create()), denial);
    await create();
    await expect(create()).rejects.toThrow('the memory store is full');
    clock.advance(300_000);
    await expect(create()).rejects.toThrow('the memory store is full');
  });

  it('have room again from exactly the end of a retention on', async () => {
    await create({ lifetime: 10, retention: 20 });
    await create();
    clock.advance(29_999);
    await expect(create()).rejects.toThrow('the memory store is full');
    clock.advance(1);
    expect(await create()).toBeDefined();
  });

  it('are 10,000 where none are given', async () => {
    store.close();
    store = memoryStore({ now: clock.now });
    for (let n = 0; n < 10_000; n += 1) await create({ sub: `user-${n % 100}` });
    await expect(create()).rejects.toThrow('the memory store is full');
  });
});

describe('the memory store', () => {
  it('has one partition', () => {
    const store = memoryStore();
    expect([store.partitionOf('alice'), store.partitionOf('bob')]).toStrictEqual(['', '']);
  });

  it('has nothing to complain of', async () => {
    expect(await memoryStore().check()).toStrictEqual([]);
  });

  it('knows a request until the last millisecond of its retention', async () => {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    const request = newRequest();
    await store.create(request, noCaps);
    clock.advance(899_999);
    expect(await store.poll(questionOf(request))).toMatchObject({ status: 'expired' });
    clock.advance(1);
    expect(await store.poll(questionOf(request))).toStrictEqual({ status: 'unknown' });
    store.close();
  });

  it('goes by the clock of the process where none is given', async () => {
    const store = memoryStore();
    const before = Date.now();
    const outcome = await store.create(newRequest(), noCaps);
    if (outcome.status !== 'created') throw new Error(outcome.status);
    expect(outcome.receivedAt).toBeGreaterThanOrEqual(before);
    expect(outcome.receivedAt).toBeLessThanOrEqual(Date.now());
    store.close();
  });
});

describe('the sweeping of the memory store', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('begins with the first request and ends with the last', async () => {
    const store = memoryStore();
    expect(jest.getTimerCount()).toBe(0);
    await store.create(newRequest('', { lifetime: 10, retention: 10 }), noCaps);
    await store.create(newRequest('', { lifetime: 10, retention: 40 }), noCaps);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(30_000);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(30_000);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('forgets what nobody asks for any more', async () => {
    const store = memoryStore({ maxRequests: 1 });
    await store.create(newRequest('', { lifetime: 10, retention: 10 }), noCaps);
    jest.advanceTimersByTime(30_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(await store.create(newRequest(), noCaps)).toMatchObject({ status: 'created' });
    store.close();
  });

  it('ends when the store is closed', async () => {
    const store = memoryStore();
    await store.create(newRequest(), noCaps);
    store.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not keep the process alive', async () => {
    jest.useRealTimers();
    const timers = jest.spyOn(globalThis, 'setInterval');
    const store = memoryStore();
    await store.create(newRequest(), noCaps);
    expect(timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toStrictEqual([false]);
    store.close();
    timers.mockRestore();
  });
});
