import { ATTEMPTS, drawMatching, judgeNumber, shownMatching } from '../../lib/request/number-matching.js';

const TWO_DIGITS = /^\d\d$/;
const many = <T>(draw: () => T): T[] => Array.from({ length: 3000 }, draw);

describe('a number that is drawn', () => {
  it('has two digits and three attempts where it is typed', () => {
    for (const { number, ...rest } of many(() => drawMatching('type'))) {
      expect(number).toMatch(TWO_DIGITS);
      expect(rest).toStrictEqual({ mode: 'type', attemptsLeft: 3 });
    }
  });

  it('stands among three different ones where it is picked, and has one attempt', () => {
    for (const { mode, number, numbers = [], attemptsLeft } of many(() => drawMatching('pick'))) {
      expect([mode, attemptsLeft]).toStrictEqual(['pick', 1]);
      expect(numbers).toHaveLength(3);
      expect(new Set(numbers).size).toBe(3);
      expect(numbers).toContain(number);
      for (const one of numbers) expect(one).toMatch(TWO_DIGITS);
    }
  });

  it.each(['pick', 'type'] as const)('may be any of a hundred, leading zeros included: %s', (mode) => {
    const drawn = new Set(many(() => drawMatching(mode).number));
    expect(drawn.size).toBe(100);
  });

  it('stands in each of the three places about as often', () => {
    const places = many(() => drawMatching('pick')).map(({ number, numbers = [] }) =>
      numbers.indexOf(number),
    );
    for (const place of [0, 1, 2]) expect(places.filter((one) => one === place).length).toBeGreaterThan(800);
  });
});

describe('a number that is given', () => {
  const matching = { mode: 'type', number: '07', attemptsLeft: 3 } as const;

  it.each([
    ['07', undefined],
    ['7', 'mismatch'],
    ['70', 'mismatch'],
    ['07 ', 'mismatch'],
    ['', 'number_needed'],
    [undefined, 'number_needed'],
  ])('of %j comes to %s', (given, against) => {
    expect(judgeNumber(matching, given)).toBe(against);
  });

  it('does not matter where none was drawn', () => {
    expect(judgeNumber(undefined, '70')).toBeUndefined();
    expect(judgeNumber(undefined, undefined)).toBeUndefined();
  });
});

describe('what is shown', () => {
  it('never says which is right', () => {
    const numbers = ['31', '07', '84'];
    const picked = { mode: 'pick', number: '07', numbers, attemptsLeft: ATTEMPTS.pick } as const;
    expect(shownMatching(picked)).toStrictEqual({ mode: 'pick', numbers });
    const typed = { mode: 'type', number: '07', attemptsLeft: 2 } as const;
    expect(shownMatching(typed)).toStrictEqual({ mode: 'type', attempts_left: 2 });
  });
});
