import fc from 'fast-check';
import { parseLoginHint } from '../../../lib/backchannel/hints/parse-login-hint.js';
import {
  type SubjectIdentifier,
  subjectIdentifier,
} from '../../../lib/backchannel/hints/subject-identifier.js';
import { CibaError } from '../../../lib/errors.js';
import { DESCRIPTION } from '../../support/http-answers.js';

const email = (text: string): SubjectIdentifier => ({ format: 'email', email: text });
const phone = (phone_number: string): SubjectIdentifier => ({ format: 'phone_number', phone_number });
const opaque = (id: string): SubjectIdentifier => ({ format: 'opaque', id });

/** What is said of a text that is refused. */
function refusal(text: string | undefined): string {
  try {
    parseLoginHint(text);
  } catch (error) {
    if (!(error instanceof CibaError)) throw error;
    expect(error.error).toBe('unknown_user_id');
    return error.description;
  }
  throw new Error('not refused');
}

/** What each kind of hint must be. */
const WANTED: Readonly<Record<string, string>> = {
  'mailto URI': 'mailto: and one e-mail address',
  'tel URI': 'tel: and a global number that begins with +',
  'acct URI': 'acct: and a name, @ and a host',
  JSON: 'a subject identifier of RFC 9493',
};

const refusalText = (wanted: string): string => `The login_hint must be ${wanted}.`;

describe('a login_hint is read as', () => {
  it.each<[string, SubjectIdentifier]>([
    ['mailto:alice@example.com', email('alice@example.com')],
    ['MailTo:alice@example.com', email('alice@example.com')],
    ['mailto:al%2Bice@ex%61mple.com', email('al+ice@example.com')],
    ['mailto:al%C3%ADce@example.com', email('alíce@example.com')],
    ['mailto:alice@example.com?subject=x&cc=bob@example.com', email('alice@example.com')],
    ['tel:+12015550123', phone('+12015550123')],
    ['TEL:+1-(201).555-0123', phone('+12015550123')],
    ['tel:+1-201-555-0123;ext=7;isub=8', phone('+12015550123')],
    ['acct:alice@example.com', { format: 'account', uri: 'acct:alice@example.com' }],
    ['ACCT:alice@example.com', { format: 'account', uri: 'acct:alice@example.com' }],
    [
      '{"format":"iss_sub","iss":"https://as.example.com/","sub":"a"}',
      { format: 'iss_sub', iss: 'https://as.example.com/', sub: 'a' },
    ],
    [' {"format":"email","email":"alice@example.com"} ', email('alice@example.com')],
    ['{"format":"phone_number","phone_number":"+12015550123"}', phone('+12015550123')],
    [
      '{"format":"account","uri":"acct:alice@example.com"}',
      { format: 'account', uri: 'acct:alice@example.com' },
    ],
    ['{"format":"opaque","id":"7"}', opaque('7')],
    ['alice', opaque('alice')],
    ['alice@example.com', opaque('alice@example.com')],
    ['+12015550123', opaque('+12015550123')],
    ['12015550123', opaque('12015550123')],
    ['"alice"', opaque('"alice"')],
    ['[1]', opaque('[1]')],
    ['null', opaque('null')],
    ['sip:alice@example.com', opaque('sip:alice@example.com')],
    ['mailto alice', opaque('mailto alice')],
    [' alice ', opaque(' alice ')],
    ['constructor:x', opaque('constructor:x')],
  ])('%s', (text, identifier) => {
    expect(parseLoginHint(text)).toEqual(identifier);
  });
});

describe('a login_hint is refused', () => {
  it.each([undefined, ''])('where there is none: %j', (text) => {
    expect(refusal(text)).toBe('There is no login_hint to find a user by.');
  });

  it.each([
    ['mailto:', 'mailto URI'],
    ['mailto:?to=alice@example.com', 'mailto URI'],
    ['mailto:alice', 'mailto URI'],
    ['mailto:alice@', 'mailto URI'],
    ['mailto:@example.com', 'mailto URI'],
    ['mailto:alice@example.com,bob@example.com', 'mailto URI'],
    ['mailto:alice@example.com%2Cbob@example.com', 'mailto URI'],
    ['mailto:alice%00@example.com', 'mailto URI'],
    ['mailto:alice@example.com%0A', 'mailto URI'],
    ['mailto:%E2%80%AEalice@example.com', 'mailto URI'],
    ['mailto:alice%@example.com', 'mailto URI'],
    ['mailto:alice%ff@example.com', 'mailto URI'],
    ['tel:', 'tel URI'],
    ['tel:5550123;phone-context=+1-201', 'tel URI'],
    ['tel:+0123', 'tel URI'],
    ['tel:+1', 'tel URI'],
    ['tel:+1234567890123456', 'tel URI'],
    ['tel:+1 201 5550123', 'tel URI'],
    ['tel:+1201555CALL', 'tel URI'],
    ['acct:', 'acct URI'],
    ['acct:alice', 'acct URI'],
    ['acct:a@b@c', 'acct URI'],
    ['{}', 'JSON'],
    ['{', 'JSON'],
    ['{alice}', 'JSON'],
    ['{"format":"email"}', 'JSON'],
    ['{"format":"email","email":"alice"}', 'JSON'],
    ['{"format":"email","email":5}', 'JSON'],
    ['{"format":"email","email":"alice@example.com","sub":"bob"}', 'JSON'],
    ['{"format":"iss_sub","iss":"https://as.example.com"}', 'JSON'],
    ['{"format":"iss_sub","iss":"","sub":"a"}', 'JSON'],
    ['{"format":"opaque","id":["a"]}', 'JSON'],
    ['{"format":"aliases","identifiers":[]}', 'JSON'],
    ['{"format":"toString"}', 'JSON'],
    ['{"format":"__proto__"}', 'JSON'],
    ['{"format":"opaque","__proto__":{"id":"a"}}', 'JSON'],
    ['{"subject_type":"phone","phone":"+12015550123"}', 'JSON'],
  ])('where it begins like what it is not: %s', (text, what) => {
    expect(refusal(text)).toBe(refusalText(WANTED[what] ?? ''));
  });
});

describe('whatever a login_hint is', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .tuple(fc.constantFrom('mailto:', 'tel:', 'acct:', 'TEL:+'), fc.string())
      .map((parts) => parts.join('')),
    fc.emailAddress().map((address) => `mailto:${encodeURIComponent(address)}`),
    fc.record({ format: fc.constantFrom('email', 'opaque', 'iss_sub'), id: fc.string(), email: fc.string() }),
  );

  it('it is read as what RFC 9493 knows, or refused in fixed words', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const text = typeof given === 'string' ? given : JSON.stringify(given);
        try {
          const read = parseLoginHint(text);
          expect(subjectIdentifier(JSON.parse(JSON.stringify(read)))).toEqual(read);
        } catch (error) {
          if (!(error instanceof CibaError)) throw error;
          expect(error.error).toBe('unknown_user_id');
          expect(error.description).toMatch(DESCRIPTION);
          expect([
            'There is no login_hint to find a user by.',
            ...Object.values(WANTED).map(refusalText),
          ]).toContain(error.description);
        }
      }),
    );
  });

  it('it is itself where it has no scheme and is no object', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!/^\s*\{|^(mailto|tel|acct):/i.test(text));
        expect(parseLoginHint(text)).toEqual({ format: 'opaque', id: text });
      }),
    );
  });

  it('a subject identifier in JSON is read as it is', () => {
    const text = fc.string({ minLength: 1 });
    const identifiers = fc.oneof(
      fc.record({ format: fc.constant('iss_sub'), iss: text, sub: text }),
      fc.record({ format: fc.constant('opaque'), id: text }),
      fc.record({
        format: fc.constant('phone_number'),
        phone_number: fc.stringMatching(/^\+[1-9]\d{1,14}$/),
      }),
    );
    fc.assert(
      fc.property(identifiers, (identifier) => {
        expect(parseLoginHint(JSON.stringify(identifier))).toEqual(identifier);
      }),
    );
  });
});
