import type { Attempt } from '../../../lib/request/attempts.js';
import { NothingStored } from '../../../lib/request/store.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { testClock } from '../../support/clock.ts';

const MOST = 100_000;
const of = (n: number, seconds = 60): Attempt => ({
  kind: 'user_code',
  names: ['till', `user-${n}`],
  most: 1,
  seconds,
});

describe('what the memory store counts of attempts at secrets', () => {
  it('is bounded: one more is refused, and none is forgotten for it', async () => {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    for (let n = 0; n < MOST; n += 1) await store.attempt(of(n, n === 7 ? 30 : 60));
    await expect(store.attempt(of(MOST))).rejects.toThrow(NothingStored);
    await expect(store.attempt(of(MOST))).rejects.toThrow('the memory store counts too many attempts');
    for (const known of [0, 7, MOST - 1])
      expect(await store.attempt(of(known))).toStrictEqual({
        allowed: false,
        retryAfter: known === 7 ? 30 : 60,
      });
    clock.advance(30_000);
    expect(await store.attempt(of(MOST))).toStrictEqual({ allowed: true });
    await expect(store.attempt(of(MOST + 1))).rejects.toThrow(NothingStored);
    clock.advance(30_000);
    expect(await store.attempt(of(MOST + 1))).toStrictEqual({ allowed: true });
    expect(await store.attempt(of(MOST))).toStrictEqual({ allowed: false, retryAfter: 30 });
  });

  it('has room for those whose attempts were all forgiven', async () => {
    const store = memoryStore({ now: testClock().now });
    for (let n = 0; n <= MOST; n += 1) {
      await store.attempt(of(n));
      await store.forgive(of(n));
    }
    expect(await store.attempt(of(MOST + 1))).toStrictEqual({ allowed: true });
  });

  it('is forgotten at exactly the end of the seconds after the first', async () => {
    const clock = testClock();
    const store = memoryStore({ now: clock.now });
    await store.attempt(of(1));
    clock.advance(59_999);
    expect(await store.attempt(of(1))).toStrictEqual({ allowed: false, retryAfter: 1 });
    clock.advance(1);
    expect(await store.attempt(of(1))).toStrictEqual({ allowed: true });
  });

  it('is each store’s own', async () => {
    for (const store of [memoryStore(), memoryStore()])
      expect(await store.attempt(of(1))).toStrictEqual({ allowed: true });
  });
});
