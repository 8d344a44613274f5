import type { UsedOnce } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const MANY = 50;
const used: UsedOnce = { kind: 'assertion', owner: 'till', jti: 'the-first', seconds: 600 };

export function describeUseOnce(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const use = (changes: Partial<UsedOnce> = {}): Promise<boolean> =>
    bench.store.useOnce({ ...used, ...changes });

  it('is true for the first use and false for any other', async () => {
    expect([await use(), await use(), await use()]).toStrictEqual([true, false, false]);
  });

  it.each<[string, Partial<UsedOnce>]>([
    ['owner', { owner: 'other-till' }],
    ['kind', { kind: 'request' }],
    ['jti', { jti: 'the-second' }],
    ['jti in another case', { jti: 'THE-FIRST' }],
    ['jti with a space', { jti: 'the-first ' }],
  ])('knows nothing of another %s', async (_name, changes) => {
    await use();
    expect([await use(changes), await use(changes)]).toStrictEqual([true, false]);
  });

  it('tells client and jti apart, whatever stands in them', async () => {
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['', 'abc'],
      ['abc', ''],
    ] as const;
    for (const [owner, jti] of pairs) expect(await use({ owner, jti })).toBe(true);
    for (const [owner, jti] of pairs) expect(await use({ owner, jti })).toBe(false);
  });

  it.each(['__proto__', '{0}', '\u0000', 'ä\n日', '👍🏿', 'x'.repeat(20_000)])(
    'takes any jti: %j',
    async (jti) => {
      expect([await use({ jti }), await use({ jti })]).toStrictEqual([true, false]);
    },
  );

  it('is free again after its seconds', async () => {
    await use();
    await bench.advance(590_000);
    expect(await use()).toBe(false);
    await bench.advance(10_000);
    expect(await use()).toBe(true);
  });

  it('is not remembered for longer because it was tried again', async () => {
    await use();
    await bench.advance(300_000);
    expect(await use({ seconds: 3600 })).toBe(false);
    await bench.advance(300_000);
    expect(await use()).toBe(true);
  });

  it('may be remembered for a second alone', async () => {
    expect(await use({ seconds: 1 })).toBe(true);
    await bench.advance(1000);
    expect(await use({ seconds: 1 })).toBe(true);
  });

  it(`is the first for exactly one of ${MANY} at once`, async () => {
    const answers = await Promise.all(Array.from({ length: MANY }, () => use()));
    expect(answers.filter((first) => first)).toHaveLength(1);
  });

  it('leaves requests alone', async () => {
    const request = await bench.create();
    await use({ jti: request.selector });
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 300_000 });
    expect(await bench.store.list('alice')).toHaveLength(1);
  });
}
