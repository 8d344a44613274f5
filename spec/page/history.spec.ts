import type { PastDecision } from '../../lib/page/app/history.js';
import { KEPT, readHistory, remembered, writeHistory } from '../../lib/page/app/history.js';

const past = (at: number): PastDecision => ({ client: 'Till 7', what: 'W4SCT', ending: 'approved', at });
const holding = (kept: string | null) => ({ getItem: () => kept });

describe('the last decisions', () => {
  it('are ten, the newest in front', () => {
    const all = Array.from({ length: 12 }, (_each, index) => past(index));
    const kept = all.reduce<readonly PastDecision[]>(remembered, []);
    expect(kept.map(({ at }) => at)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(kept).toHaveLength(KEPT);
  });

  it('come back as they were kept', () => {
    const storage = new Map<string, string>();
    writeHistory({ setItem: (key, text) => void storage.set(key, text) }, 'k', [past(1)]);
    expect(readHistory({ getItem: (key) => storage.get(key) ?? null }, 'k')).toEqual([past(1)]);
  });

  it.each([
    [null],
    ['no JSON'],
    ['{"length":1}'],
    ['[null, 7, {"client":"a"}]'],
    [JSON.stringify([{ ...past(1), ending: 'tooLate' }])],
  ])('are none where the tab holds %s', (kept) => {
    expect(readHistory(holding(kept), 'k')).toEqual([]);
  });

  it('are done without where a browser refuses storage', () => {
    const refuse = (): never => {
      throw new Error('SecurityError');
    };
    expect(readHistory({ getItem: refuse }, 'k')).toEqual([]);
    expect(() => writeHistory({ setItem: refuse }, 'k', [past(1)])).not.toThrow();
  });
});
