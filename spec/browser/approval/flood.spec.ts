import { Redis } from 'ioredis';
import { type CibaStore, redisStore } from '../../../lib/index.js';
import { newRequest, noCaps } from '../../support/contract-requests.ts';
import { freshPrefix, testRedisUrl } from '../../support/stores.ts';
import { useApprovals } from '../support/approval-bench.ts';

const MANY = 10_000;
const AT_ONCE = 500;

/** The most that are shown. */
const SHOWN = 100;

/** Milliseconds for which nothing may be drawn, on a machine that has other things to do. */
const LONGEST_STANDSTILL_MS = 1000;

/** The user of the one spec of this file. */
const USER = 'user-1';

async function fill(store: CibaStore): Promise<void> {
  for (let at = 0; at < MANY; at += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, n) =>
      newRequest('', { sub: USER, lifetime: 3000 + at + n, bindingMessage: `Order ${at + n}` }),
    );
    await Promise.all(some.map((request) => store.create(request, noCaps)));
  }
}

describe('the approval page of a user who is asked ten thousand times', () => {
  let redis: Redis;
  let store: CibaStore;
  const bench = useApprovals(async () => {
    redis = new Redis(testRedisUrl());
    store = redisStore(redis, { keyPrefix: freshPrefix() });
    return { store };
  });
  beforeAll(() => fill(store), 60_000);
  afterAll(() => redis.quit());

  it('shows a hundred of them, takes decisions on them, and never stands still for long', async () => {
    expect(bench.user).toBe(USER);
    const page = await bench.open();
    await page.cards.nth(SHOWN - 1).waitFor();
    await page.ready();
    await page.page.evaluate(watchFrames);
    expect(await page.cards.count()).toBe(SHOWN);
    expect(await page.page.title()).toBe(`(${SHOWN}) Approvals`);
    const [first] = await bench.host.pending(USER);
    await page.card(`Till 7: ${first?.binding_message}`).deny.click();
    await page.shows('Denied');
    for (const { id } of (await bench.host.pending(USER)).slice(-10))
      await bench.host.decide(USER, id, 'deny');
    await page.heading('Denied elsewhere').nth(9).waitFor();
    const standstill = await page.page.evaluate(() => (window as unknown as Frames).standstill);
    expect(standstill).toBeLessThan(LONGEST_STANDSTILL_MS);
  });
});

interface Frames {
  readonly standstill: number;
}

/** Remembers the longest time between two frames, in milliseconds. */
function watchFrames(): void {
  const frames = { standstill: 0 };
  Object.defineProperty(window, 'standstill', { get: () => frames.standstill });
  let before = performance.now();
  const frame = (now: number): void => {
    frames.standstill = Math.max(frames.standstill, now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
