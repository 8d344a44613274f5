import { NothingStored, type UsedOnce } from '../../../lib/request/store.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { testClock } from '../../support/clock.ts';

const MOST = 10_000;
const MOST_IN_ALL = 100_000;
const used = (n: number, seconds = 60): UsedOnce => ({
  kind: 'request',
  owner: 'till',
  jti: String(n),
  seconds,
});

describe('what the memory store remembers of things used once', () => {
  it('is free again from exactly the end of its seconds on', async () => {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    await store.useOnce(used(1));
    clock.advance(59_999);
    expect(await store.useOnce(used(1))).toBe(false);
    clock.advance(1);
    expect(await store.useOnce(used(1))).toBe(true);
  });

  it('is bounded for each client: one more is refused, and none is forgotten for it', async () => {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    for (let n = 0; n < MOST; n += 1) await store.useOnce(used(n, n === 7 ? 30 : 60));
    await expect(store.useOnce(used(MOST))).rejects.toThrow(NothingStored);
    await expect(store.useOnce(used(MOST))).rejects.toThrow(
      'the memory store remembers too many used tokens',
    );
    expect(await store.useOnce(used(0))).toBe(false);
    expect(await store.useOnce(used(MOST - 1))).toBe(false);
    clock.advance(30_000);
    expect(await store.useOnce(used(MOST))).toBe(true);
    await expect(store.useOnce(used(MOST + 1))).rejects.toThrow(NothingStored);
    clock.advance(30_000);
    expect(await store.useOnce(used(MOST + 1))).toBe(true);
    expect(await store.useOnce(used(MOST))).toBe(false);
  });

  it('is bounded for a client alone: others are remembered as before', async () => {
    const store = memoryStore({ now: testClock().now });
    for (let n = 0; n < MOST; n += 1) await store.useOnce(used(n));
    await expect(store.useOnce(used(MOST))).rejects.toThrow(NothingStored);
    expect(await store.useOnce({ ...used(MOST), owner: 'bank' })).toBe(true);
  });

  it('is bounded in all', async () => {
    const store = memoryStore({ now: testClock().now });
    for (let n = 0; n < MOST_IN_ALL; n += 1) await store.useOnce({ ...used(n), owner: `c${n % 20}` });
    await expect(store.useOnce({ ...used(0), owner: 'bank' })).rejects.toThrow(NothingStored);
  });

  it('is each store’s own', async () => {
    expect(await memoryStore().useOnce(used(1))).toBe(true);
    expect(await memoryStore().useOnce(used(1))).toBe(true);
  });
});
