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

  it('come back as they were kept, to the user whose they are', () => {
    const storage = new Map<string, string>();
    const kept = { user: 'u1', past: [past(1)] };
    const writing = {
      setItem: (key: string, text: string) => void storage.set(key, text),
      removeItem: (key: string) => void storage.delete(key),
    };
    writeHistory(writing, 'k', kept);
    const reading = { getItem: (key: string) => storage.get(key) ?? null };
    expect(readHistory(reading, 'k', 'u1')).toEqual([past(1)]);
    expect(readHistory(reading, 'k', 'u2')).toEqual([]);
    writeHistory(writing, 'k', { user: 'u1', past: [] });
    expect(storage.size).toBe(0);
  });

  it.each([
    [null],
    ['no JSON'],
    ['[1]'],
    ['{"user":"u1","past":{"length":1}}'],
    ['{"user":"u1","past":[null,7,{"client":"a"}]}'],
    [JSON.stringify({ past: [past(1)] })],
    [JSON.stringify({ user: 'u1', past: [{ ...past(1), ending: 'tooLate' }] })],
  ])('are none where the tab holds %s', (kept) => {
    expect(readHistory(holding(kept), 'k', 'u1')).toEqual([]);
  });

  it('are done without where a browser refuses storage', () => {
    const refuse = (): never => {
      throw new Error('SecurityError');
    };
    expect(readHistory({ getItem: refuse }, 'k', 'u1')).toEqual([]);
    expect(() =>
      writeHistory({ setItem: refuse, removeItem: refuse }, 'k', { user: 'u1', past: [past(1)] }),
    ).not.toThrow();
  });
});
