import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CibaError } from '../../lib/errors.js';
import { pairwiseSubjects, parseLoginHint } from '../../lib/index.js';
import { anyText } from '../support/fuzz-arbitraries.ts';
import { LONG, runs } from '../support/fuzz-runs.ts';

const scheme = fc.constantFrom(
  'mailto:',
  'tel:',
  'acct:',
  'MAILTO:',
  'tel:+',
  '{"format":"email","email":"',
  '{"format":',
  '',
);
const FORMATS = ['account', 'aliases', 'did', 'email', 'iss_sub', 'opaque', 'phone_number', 'uri'];

describe('whatever a login_hint holds', () => {
  it(
    'parseLoginHint reads it as one of the formats, or refuses it by one code and repeats nothing of it',
    () => {
      const hint = fc.oneof(
        fc.tuple(scheme, anyText).map((parts) => parts.join('')),
        fc.string({ maxLength: 5000 }),
      );
      const property = fc.property(hint, (text) => {
        try {
          expect(FORMATS).toContain(parseLoginHint(text).format);
        } catch (error) {
          if (!(error instanceof CibaError)) throw error;
          expect(error.error).toBe('unknown_user_id');
          expect(text.length > 12 && error.description.includes(text)).toBe(false);
        }
      });
      fc.assert(property, runs('hints'));
    },
    LONG,
  );
});

describe('whatever a user and a sector are called', () => {
  it(
    'pairwiseSubjects gives back who it was given, to that sector alone, or throws a RangeError',
    () => {
      const { pseudonymOf, subOf } = pairwiseSubjects(Buffer.alloc(32, 9));
      const property = fc.property(anyText, anyText, anyText, (sub, sector, other) => {
        expect(subOf(sub, sector)).toBeUndefined();
        const pseudonym = attempt(() => pseudonymOf(sub, sector));
        if (pseudonym === undefined) return;
        expect(pseudonym).toMatch(/^[\w-]{1,255}$/);
        expect(subOf(pseudonym, sector)).toBe(sub);
        if (other !== sector) expect(subOf(pseudonym, other)).toBeUndefined();
      });
      fc.assert(property, runs('subjects'));
    },
    LONG,
  );
});

function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
