import type { Attempt, AttemptOutcome } from '../../lib/request/attempts.js';
import { useBench } from '../support/contract-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const MANY = 50;
const guess: Attempt = { kind: 'user_code', names: ['till', 'alice'], most: 3, seconds: 900 };
const allowed: AttemptOutcome = { allowed: true };
const refused = (retryAfter: number): AttemptOutcome => ({ allowed: false, retryAfter });

export function describeAttempts(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const attempt = (changes: Partial<Attempt> = {}): Promise<AttemptOutcome> =>
    bench.store.attempt({ ...guess, ...changes });
  const forgive = (changes: Partial<Attempt> = {}): Promise<void> =>
    bench.store.forgive({ ...guess, ...changes });
  const inTurn = async (times: number, changes: Partial<Attempt> = {}): Promise<AttemptOutcome[]> => {
    const outcomes: AttemptOutcome[] = [];
    for (let n = 0; n < times; n += 1) outcomes.push(await attempt(changes));
    return outcomes;
  };

  it('is allowed as often as it may be made, and then refused', async () => {
    const outcomes = [allowed, allowed, allowed, refused(900), refused(900)];
    expect(await inTurn(5)).toStrictEqual(outcomes);
  });

  it('may be allowed once alone', async () => {
    expect(await inTurn(2, { most: 1 })).toStrictEqual([allowed, refused(900)]);
  });

  it('is judged by what may be made now, not by what might when the others were', async () => {
    await inTurn(3);
    expect(await attempt({ most: 4 })).toStrictEqual(allowed);
    expect(await attempt({ most: 2 })).toStrictEqual(refused(900));
  });

  it.each([
    [1, 900],
    [999, 900],
    [1000, 899],
    [450_500, 450],
    [890_001, 10],
  ])('tells %i ms after the first the %i s until it is allowed again, in whole ones', async (ms, seconds) => {
    await inTurn(3);
    await bench.advance(ms);
    expect(await attempt()).toStrictEqual(refused(seconds));
  });

  it('is allowed again once the seconds after the first are over, however late the others came', async () => {
    await attempt();
    await bench.advance(600_000);
    await inTurn(2);
    await bench.advance(290_000);
    expect(await attempt()).toStrictEqual(refused(10));
    await bench.advance(10_000);
    expect(await inTurn(4)).toStrictEqual([allowed, allowed, allowed, refused(900)]);
  });

  it('is not refused for longer because it was tried again, or for other seconds', async () => {
    await inTurn(3);
    await bench.advance(300_000);
    expect(await attempt({ seconds: 86_400 })).toStrictEqual(refused(600));
    await bench.advance(600_000);
    expect(await attempt()).toStrictEqual(allowed);
  });

  it('may be forgotten after a second', async () => {
    expect(await inTurn(2, { most: 1, seconds: 1 })).toStrictEqual([allowed, refused(1)]);
    await bench.advance(1000);
    expect(await attempt({ most: 1, seconds: 1 })).toStrictEqual(allowed);
  });

  it('does not count once it is forgiven', async () => {
    await inTurn(3);
    await forgive();
    expect(await inTurn(2)).toStrictEqual([allowed, refused(900)]);
  });

  it('never counts, however often it is made and forgiven', async () => {
    for (let n = 0; n < 10; n += 1) {
      expect(await attempt()).toStrictEqual(allowed);
      await forgive();
    }
    expect(await inTurn(4)).toStrictEqual([allowed, allowed, allowed, refused(900)]);
  });

  it('is forgiven no further than to none', async () => {
    await forgive();
    await attempt();
    for (let n = 0; n < 5; n += 1) await forgive();
    expect(await inTurn(4)).toStrictEqual([allowed, allowed, allowed, refused(900)]);
  });

  it('begins no time of its own where it is forgiven: that of the first that is not counts', async () => {
    await attempt();
    await forgive();
    await bench.advance(890_000);
    await inTurn(3);
    await bench.advance(10_000);
    expect(await attempt()).toStrictEqual(refused(890));
  });

  it('is forgiven without making the time of those before any longer', async () => {
    await attempt();
    await bench.advance(500_000);
    await inTurn(2);
    await forgive();
    await attempt();
    expect(await attempt()).toStrictEqual(refused(400));
  });

  it.each<[string, readonly string[]]>([
    ['client', ['other-till', 'alice']],
    ['user', ['till', 'bob']],
    ['user in another case', ['till', 'Alice']],
    ['user with a space', ['till', 'alice ']],
    ['order', ['alice', 'till']],
    ['number of names', ['till', 'alice', '']],
  ])('knows nothing of another %s', async (_name, names) => {
    await inTurn(3);
    await forgive({ names });
    expect(await attempt()).toStrictEqual(refused(900));
    expect(await inTurn(4, { names })).toStrictEqual([allowed, allowed, allowed, refused(900)]);
  });

  it('tells names apart, whatever stands in them', async () => {
    const pairs = [
      ...[['a', 'bc'] as const, ['ab', 'c'] as const, ['a:b', 'c'] as const, ['a', 'b:c'] as const],
      ...[['a","b', 'c'] as const, ['a', 'b","c'] as const, ['', 'abc'] as const, ['abc', ''] as const],
    ];
    for (const names of pairs) expect(await attempt({ names, most: 1 })).toStrictEqual(allowed);
    for (const names of pairs) expect(await attempt({ names, most: 1 })).toStrictEqual(refused(900));
  });

  it.each(['__proto__', 'constructor', '{0}', '\u0000', 'ä\n日', '👍🏿', 'x'.repeat(20_000)])(
    'takes any name: %j',
    async (name) => {
      const names = [name, name];
      expect(await inTurn(2, { names, most: 1 })).toStrictEqual([allowed, refused(900)]);
    },
  );

  it(`is allowed to exactly as many as may be made of ${MANY} at once`, async () => {
    const outcomes = await Promise.all(Array.from({ length: MANY }, () => attempt()));
    expect(outcomes.filter((outcome) => outcome.allowed)).toHaveLength(3);
    const others = outcomes.filter((outcome) => !outcome.allowed);
    expect(others).toStrictEqual(Array(MANY - 3).fill(refused(900)));
  });

  it('is counted whole where others are forgiven at the same time', async () => {
    await inTurn(20, { most: 20 });
    await Promise.all(Array.from({ length: 10 }, () => [attempt({ most: 100 }), forgive()]).flat());
    expect(await attempt({ most: 20 })).toStrictEqual(refused(900));
    expect(await attempt({ most: 21 })).toStrictEqual(allowed);
  });

  it('leaves requests, and what was used once, alone', async () => {
    const request = await bench.create();
    const used = { kind: 'assertion', owner: 'till', jti: 'alice', seconds: 600 } as const;
    await inTurn(4);
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 300_000 });
    expect(await bench.store.list('alice')).toHaveLength(1);
    expect([await bench.store.useOnce(used), await bench.store.useOnce(used)]).toStrictEqual([true, false]);
  });
}
