import { Recent } from '../../../lib/client/keys/recent.js';

describe('a map of what was used recently', () => {
  const make = (most: number) => {
    const recent = new Recent<string>(most);
    const made: string[] = [];
    const use = (key: string): string =>
      recent.get(key, () => {
        made.push(key);
        return `value of ${key}`;
      });
    return { use, made };
  };

  it('makes each value once', () => {
    const { use, made } = make(3);
    expect([use('a'), use('a'), use('b'), use('a')]).toEqual([
      'value of a',
      'value of a',
      'value of b',
      'value of a',
    ]);
    expect(made).toEqual(['a', 'b']);
  });

  it('forgets what was used least recently, and that alone', () => {
    const { use, made } = make(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) use(key);
    made.length = 0;
    for (const key of ['a', 'c', 'd']) use(key);
    expect(made).toEqual([]);
    use('b');
    expect(made).toEqual(['b']);
  });

  it('never holds more than it may', () => {
    const { use, made } = make(10);
    for (let n = 0; n < 1000; n += 1) use(String(n));
    made.length = 0;
    for (let n = 990; n < 1000; n += 1) use(String(n));
    expect(made).toEqual([]);
    for (let n = 0; n < 990; n += 1) use(String(n));
    expect(made).toHaveLength(990);
  });

  it('remembers a value that is undefined', () => {
    const recent = new Recent<undefined>(2);
    const made = jest.fn(() => undefined);
    recent.get('a', made);
    recent.get('a', made);
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('remembers nothing where making failed', () => {
    const recent = new Recent<number>(2);
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => recent.get('a', fail)).toThrow('no');
    expect(recent.get('a', () => 1)).toBe(1);
  });
});
