import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  formatId,
  freshIds,
  hashSecret,
  parseId,
  partitionOfSelector,
  type RequestId,
} from '../../lib/request/ids.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const drawn = Array.from({ length: 10_000 }, () => freshIds(''));

/** How many different characters stand at each position. */
function varietyOf(texts: readonly string[]): number[] {
  const length = texts[0]!.length;
  return Array.from({ length }, (_, at) => new Set(texts.map((text) => text[at])).size);
}

describe('fresh ids', () => {
  it('have a selector of 16 bytes and two secrets of 32 bytes in base64url', () => {
    const { selector, secret, approvalSecret } = freshIds('');
    expect(selector).toMatch(/^[A-Za-z0-9_-]{22}$/);
    for (const text of [secret, approvalSecret]) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(selector, 'base64url')).toHaveLength(16);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(Buffer.from(approvalSecret, 'base64url')).toHaveLength(32);
  });

  it('begin with the partition', () => {
    expect(freshIds('').selector).toHaveLength(22);
    expect(freshIds('7').selector).toMatch(/^7[A-Za-z0-9_-]{22}$/);
    expect(freshIds('999').selector).toMatch(/^999[A-Za-z0-9_-]{22}$/);
  });

  it.each(['selector', 'secret', 'approvalSecret'] as const)('never repeat a %s in 10,000', (name) => {
    expect(new Set(drawn.map((ids) => ids[name])).size).toBe(10_000);
  });

  it('use a secret for one purpose alone', () => {
    const secrets = drawn.flatMap(({ secret, approvalSecret }) => [secret, approvalSecret]);
    expect(new Set(secrets).size).toBe(20_000);
  });

  it('carry 128 bits in a selector: 6 in each character, 2 in the last', () => {
    expect(varietyOf(drawn.map(({ selector }) => selector))).toStrictEqual([...Array(21).fill(64), 4]);
  });

  it.each(['secret', 'approvalSecret'] as const)(
    'carry 256 bits in a %s: 6 in each, 4 in the last',
    (name) => {
      expect(varietyOf(drawn.map((ids) => ids[name]))).toStrictEqual([...Array(42).fill(64), 16]);
    },
  );
});

describe('the wire form of an id', () => {
  const base64url = (length: number) =>
    fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: length, maxLength: length });
  const partitions = fc.oneof(fc.constant(''), fc.integer({ min: 0, max: 999 }).map(String));
  const ids: fc.Arbitrary<RequestId> = fc
    .tuple(partitions, base64url(22), base64url(43))
    .map(([partition, selector, secret]) => ({ selector: partition + selector, secret }));

  it('is the selector and the secret with a dot between', () => {
    expect(formatId({ selector: 'S', secret: 'x' })).toBe('S.x');
  });

  it('reads back as what was written', () => {
    fc.assert(fc.property(ids, (id) => expect(parseId(formatId(id))).toStrictEqual(id)));
  });

  it('reads back fresh ids of any partition', () => {
    fc.assert(
      fc.property(partitions, (partition) => {
        const { selector, secret } = freshIds(partition);
        expect(parseId(formatId({ selector, secret }))).toStrictEqual({ selector, secret });
        expect(partitionOfSelector(selector)).toBe(partition);
      }),
    );
  });

  it('is not read with a character more, less or outside the alphabet', () => {
    const changes = fc.tuple(
      ids,
      fc.nat(),
      fc.constantFrom(' ', '\n', '.', '=', '+', '/', '%', 'é', '\0', '*'),
    );
    fc.assert(
      fc.property(changes, ([id, at, character]) => {
        const text = formatId(id);
        const i = at % text.length;
        expect(parseId(text.slice(0, i) + character + text.slice(i))).toBeUndefined();
        expect(parseId(text + character)).toBeUndefined();
        expect(parseId(text.slice(0, -1))).toBeUndefined();
      }),
    );
  });

  it('is never read from garbage', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(parseId(text)).toBeUndefined()));
    fc.assert(fc.property(fc.anything(), (value) => expect(parseId(value)).toBeUndefined()));
  });

  const selector = 'S'.repeat(22);
  const secret = 'x'.repeat(43);
  it.each([
    ['a partition of five digits', `12345${selector}.${secret}`],
    ['a partition that is no number', `p${selector}.${secret}`],
    ['a line break at the end', `${selector}.${secret}\n`],
    ['two secrets', `${selector}.${secret}.${secret}`],
    ['no selector', `.${secret}`],
    ['no secret', `${selector}.`],
    ['a list with one id', [`${selector}.${secret}`]],
    ['a text object', new String(`${selector}.${secret}`)],
  ])('is not read with %s', (_what, value) => {
    expect(parseId(value)).toBeUndefined();
  });
});

describe('what is kept of a secret', () => {
  it('is the first 132 bits of its SHA-256 in base64url', () => {
    const whole = createHash('sha256').update('secret').digest('base64url');
    expect(hashSecret('secret')).toBe(whole.slice(0, 22));
    expect(hashSecret('')).toBe('47DEQpj8HBSa-_TImW-5JC');
  });
});
