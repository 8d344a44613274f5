import { breakable, clockOf, harmless, monogramOf, secureUrl } from '../../lib/page/app/text.js';

describe('text of others', () => {
  it.each([
    ['a direction override', 'Pay\u202Epal', 'Pay\uFFFDpal'],
    ['an isolate', '\u2066a\u2069', '\uFFFDa\uFFFD'],
    ['a zero-width space', 'a\u200Bb', 'a\uFFFDb'],
    ['a zero-width joiner', 'a\u200Db', 'a\uFFFDb'],
    ['a soft hyphen', 'a\u00ADb', 'a\uFFFDb'],
    ['a tag character', 'a\u{E0041}b', 'a\uFFFDb'],
    ['a filler that looks like a blank', 'a\u3164b', 'a\uFFFDb'],
    ['an empty braille cell', 'a\u2800b', 'a\uFFFDb'],
    ['half of a surrogate pair', 'a\uD800b', 'a\uFFFDb'],
    ['a private character', 'a\uE000b', 'a\uFFFDb'],
    ['a line separator', 'a\u2028b', 'a\uFFFDb'],
    ['a line feed', 'a\nb', 'a\u240Ab'],
    ['a null', 'a\0b', 'a\u2400b'],
    ['a delete', 'a\u007Fb', 'a\u2421b'],
    ['an object that is not there', 'a\uFFFCb', 'a\uFFFDb'],
    ['a musical symbol that is empty', 'a\u{1D159}b', 'a\uFFFDb'],
    ['a hieroglyph that is empty', 'a\u{13441}b', 'a\uFFFDb'],
    ['a picture selector behind a letter', 'Stadt\uFE0Fwerke', 'Stadt\uFFFDwerke'],
    ['a picture selector behind a digit', '1\uFE0F', '1\uFFFD'],
    ['a second picture selector', '\u2764\uFE0F\uFE0F', '\u2764\uFE0F\uFFFD'],
    ['a picture selector in front', '\uFE0Fa', '\uFFFDa'],
    ['another variation selector', '\u2764\uFE0E', '\u2764\uFFFD'],
    ['a C1 control', 'a\u0085b', 'a\uFFFDb'],
  ])('shows a mark for %s', (_what, text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it.each([
    ['markup, which is text like any other', '<b onclick=x>&amp;</b>'],
    ['letters of any script', 'Ünïcödé 漢字 עברית हिन्दी'],
    ['a picture character as it is usually written', '\u2764\uFE0F'],
    ['a picture character of the upper planes', '\u{1F5DD}\uFE0F'],
    ['a key with a digit', '1\uFE0F\u20E3'],
    ['blanks, one by one', ' a  b '],
  ])('leaves %s', (_what, text) => {
    expect(harmless(text)).toBe(text);
  });

  it('lets four marks stand on a letter, and shows each further one beside it', () => {
    expect(harmless(`a${'\u0301'.repeat(6)}b`)).toBe(`a${'\u0301'.repeat(4)}\uFFFD\uFFFDb`);
  });

  it('shows blanks of all widths as blanks', () => {
    expect(harmless('a\u00A0b\u2003c\u3000d')).toBe('a b c d');
  });

  it('leaves nothing out, however long it is', () => {
    expect(harmless('\u200B'.repeat(10_000))).toHaveLength(10_000);
  });
});

describe('a line of text of others', () => {
  it.each([
    ['letters', 'W'.repeat(3000)],
    ['words of any script', 'Straße Ünïcödé 漢字 한국어 עברית العربية ไทย ❤️'],
    ['conjuncts of Hindi', 'स्त्री राष्ट्रीय कार्त्स्'],
    ['an old syllable of Korean', '\u1122\u1161\u11af'],
  ])('breaks where browsers break it: %s', (_what, text) => {
    expect(breakable(text)).toEqual([text]);
  });

  it.each([
    ['leading consonants of Korean', '\u1100'],
    ['a letter of Malayalam that stands in front of others', '\u0d4e'],
    ['voicing marks of Japanese', '\uff9e'],
    ['colours of skin', '\u{1f3fb}'],
  ])('may break after four letters of one cluster: %s', (_what, letter) => {
    const four = letter.repeat(4);
    expect(breakable(`a ${letter.repeat(9)}`.normalize())).toEqual(
      expect.arrayContaining([four, expect.stringMatching(new RegExp(`^${letter}{1,2}$`, 'u'))]),
    );
  });

  it('may break after four letters that are not plain where the browser knows no clusters', () => {
    const known = Object.getOwnPropertyDescriptor(Intl, 'Segmenter') as PropertyDescriptor;
    Reflect.deleteProperty(Intl, 'Segmenter');
    try {
      expect(breakable(`Order ${'\u1100'.repeat(9)} 7`).map(({ length }) => length)).toEqual([10, 4, 3]);
    } finally {
      Object.defineProperty(Intl, 'Segmenter', known);
    }
  });

  it('keeps marks with their letters, and all of the text', () => {
    const text = `a${'\u0915\u094d'.repeat(150)}\u0915`;
    const pieces = breakable(text);
    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(9);
    expect(pieces.filter((piece) => /^\p{M}/u.test(piece))).toEqual([]);
  });
});

describe('the letter that stands for a client', () => {
  it.each([
    ['Nordlicht Bank', 'N'],
    ['<b>', 'B'],
    ['  7 eleven', '7'],
    ['\u202E!', '?'],
    ['ßtadt', 'S'],
    ['', '?'],
  ])('of %j is %s', (name, letter) => {
    expect(monogramOf(name)).toBe(letter);
  });
});

describe('the time left', () => {
  it.each([
    [61_000, '1:01'],
    [60_001, '1:01'],
    [59_000, '0:59'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
    [3_600_000, '60:00'],
  ])('%d ms are %s', (milliseconds, shown) => {
    expect(clockOf(milliseconds)).toBe(shown);
  });
});

describe('an address of a client', () => {
  it.each([
    ['https://bank.example/terms', 'https://bank.example/terms'],
    ['http://bank.example/terms', undefined],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['/terms', undefined],
    [undefined, undefined],
  ])('%s is linked to only over TLS', (address, url) => {
    expect(secureUrl(address)).toBe(url);
  });
});
