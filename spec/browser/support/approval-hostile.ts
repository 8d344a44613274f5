import { clientNamed } from './approval-clients.ts';

const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>';
const RIGHT_TO_LEFT = '\u202e';
const ZERO_WIDTH = '\u200b\u2060\ufeff\u00ad';
const ISOLATES = '\u2067\u2066\u2069\u061c';

/** One cluster each, within which browsers break no line. */
const CLUSTERS = {
  'leading consonants of Korean': '\u1100'.repeat(200),
  'consonants of Devanagari that are joined': `${'\u0915\u094d'.repeat(150)}\u0915`,
  'a letter of Malayalam that stands in front of others': '\u0d4e'.repeat(200),
  'colours of skin': `\u{1f44d}${'\u{1f3fb}'.repeat(200)}`,
  'voicing marks of Japanese': `\uff76${'\uff9e'.repeat(200)}`,
};

/** What is never to be seen as it is: characters that turn, hide or break what stands beside them. */
export const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Clients that somebody has named with care. */
export const HOSTILE_CLIENTS = {
  markup: clientNamed('markup', { client_name: MARKUP }),
  'letters that turn the line around': clientNamed('turning', {
    client_name: `${RIGHT_TO_LEFT}knaB ruoY${ISOLATES}`,
  }),
  'letters that look like others': clientNamed('confusing', { client_name: '\u0420\u0430y\u0440\u0430l' }),
  'letters that nobody sees': clientNamed('unseen', { client_name: `Your${ZERO_WIDTH}Bank${ZERO_WIDTH}` }),
  'a line break and a bell': clientNamed('breaking', { client_name: 'Your Bank\n\n\u0007 says: approve' }),
  'ten thousand letters': clientNamed('long', { client_name: 'Bank of '.repeat(1250) }),
  'one word of three thousand letters': clientNamed('unbroken', { client_name: 'W'.repeat(3000) }),
  'accents piled up': clientNamed('piled', { client_name: `B${'\u0301\u0338\u20dd'.repeat(200)}ank` }),
  'a name of the prototype': clientNamed('__proto__', { client_name: '__proto__' }),
  'one cluster of two hundred letters': clientNamed('cluster', {
    client_name: CLUSTERS['leading consonants of Korean'],
  }),
  'text that fills itself in': clientNamed('filling', { client_name: '{client} {count} $1 $& %s' }),
};

/** Binding messages that the server lets pass. */
export const HOSTILE_MESSAGES = {
  markup: MARKUP.slice(0, 100),
  'a hundred wide letters': 'W'.repeat(100),
  'one cluster of a hundred letters': '\u1100'.repeat(100),
  'Arabic and Hebrew': '\u0627\u0644\u0637\u0644\u0628 17 \u05d4\u05d6\u05de\u05e0\u05d4 42',
  'letters that look like others': '\u041e\u0433d\u0435r 1742',
  'text that fills itself in': '{client} $& {{x}} %s',
  'digits of several scripts': '\u0661\u0967 17\uff14\uff12',
};

/** Details that are JSON, and of which nothing else is known. */
export const HOSTILE_DETAILS = {
  'markup in names and values': JSON.stringify([
    {
      type: MARKUP,
      [MARKUP]: MARKUP,
      instructedAmount: { amount: MARKUP, currency: '<b>' },
      creditorName: MARKUP,
    },
  ]),
  'names of the prototype': JSON.stringify([
    {
      ...{ type: 'toString', constructor: { prototype: { polluted: true } }, hasOwnProperty: 1 },
      ...{ valueOf: null, instructedAmount: { amount: '1', currency: 'constructor' } },
    },
  ]),
  'amounts that are none': JSON.stringify([
    { type: 'payment_initiation', instructedAmount: { amount: '1e400', currency: 'EUR' } },
    { type: 'payment_initiation', instructedAmount: { amount: 'NaN', currency: 'NOT A CURRENCY' } },
    { type: 'payment_initiation', instructedAmount: { amount: '-0.001', currency: 'eur' } },
    { type: 'payment_initiation', instructedAmount: { amount: ' 12', currency: 7 } },
    {
      type: 'payment_initiation',
      instructedAmount: ['12'],
      creditorName: { name: 'x' },
      creditorAccount: 'DE',
    },
    {
      type: 'payment_initiation',
      instructedAmount: null,
      creditorName: 12,
      creditorAccount: { iban: { a: 1 } },
    },
  ]),
  'letters that turn and hide': JSON.stringify([
    {
      type: `pay${RIGHT_TO_LEFT}`,
      [`to${ZERO_WIDTH}`]: `${RIGHT_TO_LEFT}00.001`,
      creditorName: `A${ISOLATES}`,
    },
  ]),
  'one word of ten thousand letters': JSON.stringify([{ type: 'x', word: 'W'.repeat(10_000) }]),
  'fifty details': JSON.stringify(Array.from({ length: 50 }, (_, n) => ({ type: `type ${n}`, n }))),
  'a thousand members': JSON.stringify([
    { type: 'x', ...Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`m${n}`, n])) },
  ]),
  'objects in one another, as deep as may be': `[{"type":"x","deep":${'{"a":'.repeat(13)}1${'}'.repeat(13)}}]`,
  ...Object.fromEntries(
    Object.entries(CLUSTERS).map(([name, cluster]) => [
      `clusters without end: ${name}`,
      JSON.stringify([
        { type: cluster, creditorName: cluster, [`k${cluster}`]: 'END', word: cluster, list: [cluster] },
      ]),
    ]),
  ),
};
