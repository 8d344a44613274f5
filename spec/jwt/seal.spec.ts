import { createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type SealingKey, sealer, unsealed } from '../../lib/jwt/seal.js';

const key = (kid: string): SealingKey => ({ kid, key: randomBytes(32) });
const [old, current] = [key('2025-12'), key('2026_01-a')];
const place = { selector: 'S'.repeat(22), field: 'callback' };
const { seal, open } = sealer([current]);
const [prefix = '', bytes = ''] = seal('TOKEN', place).split('.');

/** A sealed text with one bit of one byte turned over. */
function tampered(at: number): string {
  const changed = Buffer.from(bytes, 'base64url');
  changed[at] = (changed[at] ?? 0) ^ 1;
  return `${prefix}.${changed.toString('base64url')}`;
}

describe('a sealed text', () => {
  it('opens as what it was, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, field) => {
        const there = { selector: place.selector, field };
        expect(open(seal(text, there), there)).toBe(text);
      }),
    );
  });

  it('may be long', () => {
    const text = 'ü'.repeat(100_000);
    expect(open(seal(text, place), place)).toBe(text);
  });

  it('names its key, and is base64url behind that', () => {
    expect(seal('TOKEN', place)).toMatch(/^2026_01-a\.[A-Za-z0-9_-]+$/);
  });

  it('shows nothing of what it holds but its length', () => {
    const sealed = seal('TOKEN', place);
    for (const shown of [sealed, Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString('latin1')])
      expect(shown).not.toContain('TOKEN');
    expect(seal('OTHER', place)).toHaveLength(sealed.length);
  });

  it('is another one each time', () => {
    const sealed = new Set(Array.from({ length: 1000 }, () => seal('TOKEN', place)));
    expect(sealed.size).toBe(1000);
    const vectors = [...sealed].map((text) =>
      Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('hex', 0, 12),
    );
    expect(new Set(vectors).size).toBe(1000);
  });

  it('is AES-256-GCM: initialization vector of 12 bytes, tag of 16, text; selector and field as additional data', () => {
    const sealed = Buffer.from(bytes, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', current.key, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(`${place.selector}.callback`)).setAuthTag(sealed.subarray(12, 28));
    expect(decipher.update(sealed.subarray(28), undefined, 'utf8') + decipher.final('utf8')).toBe('TOKEN');
    expect(sealed).toHaveLength(12 + 16 + 5);
  });

  it.each([
    ['another request', { ...place, selector: 'T'.repeat(22) }],
    ['another field', { ...place, field: 'tokens' }],
    ['no field', { ...place, field: '' }],
    ['a field that takes in some of the selector', { selector: 'S', field: `${'S'.repeat(21)}.callback` }],
  ])('does not open for %s', (_what, other) => {
    expect(() => open(seal('TOKEN', place), other)).toThrow(/unable to authenticate data/);
  });

  it('does not open once any bit of it was changed', () => {
    for (let at = 0; at < 33; at += 1)
      expect(() => open(tampered(at), place)).toThrow(/unable to authenticate/);
  });

  it.each([0, 1, 11, 12, 13, 27])('does not open when only %i of its bytes are left', (length) => {
    const short = Buffer.from(bytes, 'base64url').subarray(0, length).toString('base64url');
    expect(() => open(`${prefix}.${short}`, place)).toThrow();
  });

  it.each([4, 8, 12, 13, 14, 15])('does not open by a tag that was cut to %i bytes', (length) => {
    const [, empty = ''] = seal('', place).split('.');
    const cut = Buffer.from(empty, 'base64url').subarray(0, 12 + length);
    expect(() => open(`${prefix}.${cut.toString('base64url')}`, place)).toThrow();
  });

  it('does not open with more behind it', () => {
    expect(() => open(`${prefix}.${bytes}AAAA`, place)).toThrow(/unable to authenticate/);
  });

  it.each([
    '',
    '.',
    'TOKEN',
    '{"a":1}',
    `.${bytes}`,
    bytes,
    `${prefix}${bytes}`,
    `${prefix.toUpperCase()}.${bytes}`,
  ])('is not this: %j', (text) => {
    expect(() => open(text, place)).toThrow('sealed by a key that is not in the ring');
  });

  it('that does not open says nothing of what it holds, nor of the keys', () => {
    const ring = sealer([old, current]);
    const texts = [ring.seal('SECRET-TEXT', place), `other.${bytes}`, tampered(30)];
    for (const text of texts) {
      const error = failureOf(() => ring.open(text, { ...place, field: 'x' }));
      for (const hidden of ['SECRET-TEXT', old.key.toString('hex'), current.key.toString('base64url'), bytes])
        expect(String(error.stack)).not.toContain(hidden);
    }
  });
});

describe('a ring of keys', () => {
  it('seals by the first of them', () => {
    expect(sealer([current, old]).seal('TOKEN', place)).toMatch(/^2026_01-a\./);
    expect(sealer([old, current]).seal('TOKEN', place)).toMatch(/^2025-12\./);
  });

  it('opens what any of them sealed: a new key comes first, the old one stays until nothing is left of it', () => {
    const before = sealer([old]).seal('TOKEN', place);
    const rotated = sealer([current, old]);
    expect(rotated.open(before, place)).toBe('TOKEN');
    expect(rotated.open(rotated.seal('TOKEN', place), place)).toBe('TOKEN');
  });

  it('lets processes rotate one after another: each opens what the others seal', () => {
    const [first, second, third] = [sealer([old, current]), sealer([current, old]), sealer([current])];
    expect(second.open(first.seal('TOKEN', place), place)).toBe('TOKEN');
    expect(first.open(second.seal('TOKEN', place), place)).toBe('TOKEN');
    expect(third.open(second.seal('TOKEN', place), place)).toBe('TOKEN');
  });

  it('does not open what a key sealed that is no longer in it', () => {
    const before = sealer([old]).seal('TOKEN', place);
    expect(() => open(before, place)).toThrow('sealed by a key that is not in the ring');
  });

  it('does not open what another key of the same name sealed', () => {
    const namesake = sealer([key(current.kid)]).seal('TOKEN', place);
    expect(() => open(namesake, place)).toThrow(/unable to authenticate/);
  });
});

describe('without a key', () => {
  it('texts stay as they are', () => {
    expect(unsealed.open(unsealed.seal('TOKEN', place), place)).toBe('TOKEN');
    expect(unsealed.seal('TOKEN', place)).toBe('TOKEN');
  });
});

/** What is thrown; an error of node:crypto is none of this realm's. */
function failureOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing failed');
}
