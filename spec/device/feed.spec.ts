import type { AuthenticationRequest } from 'express-ciba';
import { Feed, type Listing } from '../../lib/device/feed.ts';

/** A feed over a list that the test changes. */
interface Bench {
  readonly feed: Feed;
  readonly heard: (readonly string[])[];
  readonly logged: unknown[];
  /** How often the list was read. */
  reads(): number;
  /** Lets the store answer so from now on; an error fails it. */
  answer(found: readonly AuthenticationRequest[] | Error): void;
  /** Holds what is read from now on, until the answer is called. */
  hold(): () => void;
  changed(): void;
  isWatched(): boolean;
  leave(): boolean;
  pass(milliseconds: number): Promise<void>;
}

const idsOf = ({ requests }: Listing): readonly string[] => requests.map(({ id }) => id);

function benchOf(): Bench {
  const heard: (readonly string[])[] = [];
  const logged: unknown[] = [];
  let found: readonly AuthenticationRequest[] | Error = [];
  let reads = 0;
  let held: Promise<void> | undefined;
  let changed: (() => void) | undefined;
  const feed = new Feed({
    sub: 'alice',
    async list() {
      reads += 1;
      const answer = found;
      await held;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    watch(hear) {
      changed = hear;
      return () => {
        changed = undefined;
      };
    },
    now: Date.now,
    log: (error) => logged.push(error),
  });
  const hear = (listing: Listing): void => void heard.push(idsOf(listing));
  feed.join(hear);
  return {
    ...{ feed, heard, logged },
    reads: () => reads,
    answer: (next) => {
      found = next;
    },
    hold() {
      let open = (): void => undefined;
      held = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    changed: () => changed?.(),
    isWatched: () => changed !== undefined,
    leave: () => feed.leave(hear),
    pass: (milliseconds) => jest.advanceTimersByTimeAsync(milliseconds),
  };
}

function requestOf(id: string, seconds = 300): AuthenticationRequest {
  return {
    id,
    state: 'pending',
    client: { client_id: 'till' },
    user: { sub: 'alice' },
    deliveryMode: 'poll',
    scope: ['openid'],
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + seconds * 1000),
  };
}

describe('a feed', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells of a change, 20 ms after it', async () => {
    const { answer, changed, pass, heard } = benchOf();
    answer([requestOf('a')]);
    changed();
    await pass(19);
    expect(heard).toEqual([]);
    await pass(1);
    expect(heard).toEqual([['a']]);
  });

  it('reads the list once for many changes', async () => {
    const { changed, pass, reads } = benchOf();
    for (let n = 0; n < 1000; n++) changed();
    await pass(20);
    expect(reads()).toBe(1);
  });

  it('is not kept from telling by changes that go on', async () => {
    const { changed, pass, reads } = benchOf();
    for (let n = 0; n < 100; n++) {
      changed();
      await pass(5);
    }
    expect(reads()).toBeGreaterThan(20);
    expect(reads()).toBeLessThanOrEqual(25);
  });

  it('reads again what changed while it was reading, one after the other', async () => {
    const { feed, answer, hold, changed, pass, heard, reads } = benchOf();
    answer([requestOf('a')]);
    const open = hold();
    const first = feed.look();
    await pass(0);
    answer([requestOf('a'), requestOf('b')]);
    changed();
    const [second, third] = [feed.look(), feed.look()];
    await pass(1000);
    expect(reads()).toBe(1);
    open();
    expect(idsOf(await first)).toEqual(['a']);
    expect([idsOf(await second), idsOf(await third)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect([reads(), heard]).toEqual([2, [['a'], ['a', 'b']]]);
  });

  it('tells of what expires, of which nobody else does', async () => {
    const { feed, answer, pass, heard } = benchOf();
    answer([requestOf('late', 600), requestOf('early', 60)]);
    await feed.look();
    await pass(59_999);
    expect(heard).toEqual([
      ['early', 'late'],
      ['early', 'late'],
    ]);
    answer([requestOf('late', 540)]);
    await pass(2);
    expect(heard.at(-1)).toEqual(['late']);
  });

  it('looks by itself each thirty seconds, for what nobody has told', async () => {
    const { feed, answer, pass, heard, reads } = benchOf();
    await feed.look();
    answer([requestOf('a', 30 * 86_400)]);
    await pass(29_999);
    expect(heard).toEqual([[]]);
    await pass(60_001);
    expect([reads(), heard.at(-1)]).toEqual([4, ['a']]);
  });

  it('does not hurry where the clock of the store is behind', async () => {
    const { feed, answer, pass, reads } = benchOf();
    answer([requestOf('a', -5)]);
    await feed.look();
    await pass(10_000);
    expect(reads()).toBe(11);
  });

  it('tries again each second while the store does not answer, and tells of it once', async () => {
    const { feed, answer, pass, heard, logged, reads } = benchOf();
    const away = new Error('ECONNREFUSED');
    answer(away);
    await expect(feed.look()).rejects.toBe(away);
    await pass(5000);
    expect([reads(), logged, heard]).toEqual([6, [away], []]);
    answer([requestOf('a')]);
    await pass(1000);
    expect(heard).toEqual([['a']]);
    answer(away);
    await expect(feed.look()).rejects.toBe(away);
    expect(logged).toHaveLength(2);
  });

  it('names the same list the same, however many seconds are left', async () => {
    const [one, other] = [benchOf(), benchOf()];
    const request = requestOf('a');
    one.answer([request]);
    other.answer([{ ...request, user: { sub: 'alice', name: 'Alice' } as never }]);
    const first = (await one.feed.look()).id;
    await other.pass(10_000);
    expect((await other.feed.look()).id).toBe(first);
    expect(first).toMatch(/^[\w-]{22}$/);
    one.answer([{ ...request, binding_message: 'W4SCT' }]);
    expect((await one.feed.look()).id).not.toBe(first);
  });

  it('is over once nobody hears any more', async () => {
    const { feed, hold, answer, leave, isWatched, changed, pass, reads, heard } = benchOf();
    answer([requestOf('a', 1)]);
    const open = hold();
    const looking = feed.look();
    await pass(0);
    changed();
    const stop = (): void => undefined;
    feed.join(stop);
    expect([feed.leave(stop), isWatched()]).toEqual([true, true]);
    expect([leave(), isWatched()]).toEqual([false, false]);
    open();
    await looking;
    await pass(100_000);
    expect([reads(), heard, jest.getTimerCount()]).toEqual([1, [], 0]);
  });
});
