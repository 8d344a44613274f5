import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairwiseSubjects } from '../../../lib/client/pairwise/pairwise-subjects.js';

const KEY = Buffer.alloc(32, 7);
const subjects = pairwiseSubjects(KEY);

const sub = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => Buffer.byteLength(text) <= 176);
const sector = fc.domain();
const twoSectors = fc.tuple(sector, sector).filter(([one, other]) => one !== other);
const twoSubs = fc.tuple(sub, sub).filter(([one, other]) => one !== other);

describe('pairwiseSubjects', () => {
  it('is the same for everybody who has the key', () => {
    expect(subjects.pseudonymOf('alice', 'client.example.com')).toBe('6dV-QZQ1x4ylgZBzzEkuQQ');
    for (const key of [new Uint8Array(KEY), KEY.toString('base64url')])
      expect(pairwiseSubjects(key).pseudonymOf('alice', 'client.example.com')).toBe(
        subjects.pseudonymOf('alice', 'client.example.com'),
      );
  });

  it('wraps a short name as RFC 5649 §4.1 has it: one block of initial value, length and name', () => {
    const key = hkdfSync('sha256', KEY, '', 'express-ciba pairwise client.example.com', 32);
    const block = Buffer.concat([Buffer.from('a65959a600000005', 'hex'), Buffer.from('alice\0\0\0')]);
    const cipher = createCipheriv('aes-256-ecb', Buffer.from(key), null).setAutoPadding(false);
    expect(cipher.update(block).toString('base64url')).toBe(
      subjects.pseudonymOf('alice', 'client.example.com'),
    );
  });

  it('leads back from each pseudonym to its user', () => {
    fc.assert(
      fc.property(sub, sector, (user, host) => {
        expect(subjects.subOf(subjects.pseudonymOf(user, host), host)).toBe(user);
      }),
    );
  });

  it('makes the same pseudonym each time, of at most 255 characters that need no escape', () => {
    fc.assert(
      fc.property(sub, sector, (user, host) => {
        const pseudonym = subjects.pseudonymOf(user, host);
        expect(pairwiseSubjects(KEY).pseudonymOf(user, host)).toBe(pseudonym);
        expect(pseudonym).toMatch(/^[A-Za-z0-9_-]{22,255}$/);
      }),
    );
  });

  it('makes another pseudonym for each sector, and none leads back in another', () => {
    fc.assert(
      fc.property(sub, twoSectors, (user, [one, other]) => {
        const pseudonym = subjects.pseudonymOf(user, one);
        expect(subjects.pseudonymOf(user, other)).not.toBe(pseudonym);
        expect(subjects.subOf(pseudonym, other)).toBeUndefined();
      }),
    );
  });

  it('makes another pseudonym for each user', () => {
    fc.assert(
      fc.property(twoSubs, sector, ([one, other], host) => {
        expect(subjects.pseudonymOf(one, host)).not.toBe(subjects.pseudonymOf(other, host));
      }),
    );
  });

  it('shares no piece between the pseudonyms of one user, nor of two whose names begin alike', () => {
    const user = 'customer-0000-0000-0000-1';
    const names = [
      subjects.pseudonymOf(user, 'a.example'),
      subjects.pseudonymOf(user, 'b.example'),
      subjects.pseudonymOf(`${user}2`, 'a.example'),
    ].map((name) => Buffer.from(name, 'base64url').toString('hex'));
    const pieces = names.flatMap((name) => name.match(/.{16}/g) ?? []);
    expect(new Set(pieces).size).toBe(pieces.length);
  });

  it('leads back from no pseudonym that was changed', () => {
    fc.assert(
      fc.property(sub, sector, fc.nat(), fc.integer({ min: 1, max: 255 }), (user, host, at, bits) => {
        const bytes = Buffer.from(subjects.pseudonymOf(user, host), 'base64url');
        const place = at % bytes.length;
        bytes[place] = Number(bytes[place]) ^ bits;
        expect(subjects.subOf(bytes.toString('base64url'), host)).toBeUndefined();
      }),
    );
  });

  it('leads back by no other key', () => {
    fc.assert(
      fc.property(sub, sector, (user, host) => {
        const others = pairwiseSubjects(randomBytes(32));
        expect(others.subOf(subjects.pseudonymOf(user, host), host)).toBeUndefined();
      }),
    );
  });

  it('leads back from nothing that it did not make', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
    fc.assert(
      fc.property(anything, sector, (text, host) => {
        expect(subjects.subOf(text, host)).toBeUndefined();
      }),
    );
  });

  it('takes no other spelling of a pseudonym', () => {
    const name = subjects.pseudonymOf('alice', 'client.example.com');
    for (const spelt of [`${name}=`, `${name}==`, ` ${name}`, `${name}\n`, `${name}!`, name.slice(0, -1), ''])
      expect(subjects.subOf(spelt, 'client.example.com')).toBeUndefined();
  });

  it('takes users of up to 176 bytes, whose pseudonyms an ID token can carry', () => {
    const longest = 'ü'.repeat(88);
    const pseudonym = subjects.pseudonymOf(longest, 'client.example.com');
    expect(pseudonym).toHaveLength(246);
    expect(subjects.subOf(pseudonym, 'client.example.com')).toBe(longest);
  });

  it.each([
    ['nobody', ''],
    ['one of 177 bytes', 'x'.repeat(177)],
    ['one of 178 bytes in 89 characters', 'ü'.repeat(89)],
    ['one that is no Unicode', 'alice\ud800'],
  ])('has no pseudonym for %s', (_who, user) => {
    expect(() => subjects.pseudonymOf(user, 'client.example.com')).toThrow(
      new RangeError('a pairwise sub has 1 to 176 bytes of Unicode'),
    );
  });

  it.each([
    ['text that is too short', 'secret'],
    ['16 bytes', Buffer.alloc(16)],
    ['33 bytes', Buffer.alloc(33)],
    ['nothing', undefined],
    ['a number', 32],
    ['empty text', ''],
  ])('needs a key of 32 bytes, not %s', (_what, key) => {
    expect(() => pairwiseSubjects(key as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_CIBA_KEY',
        message:
          'the key of pairwiseSubjects is a key of 32 bytes, as bytes, base64 or base64url (ERR_CIBA_KEY)',
      }),
    );
  });
});
