import fc from 'fast-check';
import type { AuthorizationDetail, JsonObject, NewRequest } from '../../../lib/request/record.js';
import { decodeFields, decodeRecord, encodeRecord } from '../../../lib/store/redis/codec.js';
import { pollOutcome } from '../../../lib/store/redis/poll-reply.js';
import { everyValue, newRequest, recordOf } from '../../support/contract-requests.ts';

const RECEIVED = 1_767_268_800_000;

function roundTrip(request: NewRequest): unknown {
  const expiry = ['e', String(RECEIVED + request.lifetime * 1000)];
  return decodeRecord(request.selector, decodeFields([...encodeRecord(request), ...expiry]));
}

/** What survives JSON, as every value of a request has before it is stored. */
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const token = fc.stringMatching(/^[\x21\x23-\x5B\x5D-\x7E]+$/);
const tokens = fc.array(token, { minLength: 1 });
const text = fc.string({ unit: 'grapheme' });
const object = fc.dictionary(text, fc.jsonValue()).map((value) => json(value) as JsonObject);
const detail = fc.tuple(object, text).map(([rest, type]) => ({ ...rest, type }) as AuthorizationDetail);

const optionalValues = fc.record(
  {
    callback: text,
    deliveryMode: fc.constantFrom('poll', 'ping', 'push'),
    certificateThumbprint: text,
    acrValues: tokens,
    bindingMessage: text,
    requestContext: object,
    resource: fc.array(text),
    authorizationDetails: fc.array(detail),
  },
  { requiredKeys: [], noNullPrototype: true },
);

describe('the fields of a request', () => {
  it('read back as the record they were made of', () => {
    fc.assert(
      fc.property(optionalValues, tokens, text, (values, scope, sub) => {
        const request = newRequest('', { ...values, scope, sub, clientId: `client ${sub}` });
        expect(roundTrip(request)).toStrictEqual(recordOf(request, RECEIVED));
      }),
    );
  });

  it('have one letter each and the secret hash first', () => {
    const fields = encodeRecord(newRequest('', { ...everyValue, deliveryMode: 'ping' }));
    expect(fields[0]).toBe('h');
    const names = fields.filter((_, at) => at % 2 === 0);
    expect(names).toStrictEqual(['h', 'a', 'c', 'u', 'i', 'S', 'w', 'm', 'N', 'f', 'v', 'b', 'o', 'd', 'q']);
  });

  it.each([
    ['31 07 31 84', { mode: 'pick', number: '31', numbers: ['07', '31', '84'], attemptsLeft: 1 }],
    ['07', { mode: 'type', number: '07', attemptsLeft: 3 }],
  ] as const)('hold a number to be matched as %j', (text, numberMatching) => {
    const request = newRequest('', { numberMatching });
    const fields = encodeRecord(request);
    expect(fields.slice(fields.indexOf('V'))).toStrictEqual(['V', text]);
    expect(roundTrip(request)).toStrictEqual(recordOf(request, RECEIVED));
  });

  it('hold nothing for values that were not asked for', () => {
    const names = encodeRecord(newRequest()).filter((_, at) => at % 2 === 0);
    expect(names).toStrictEqual(['h', 'a', 'c', 'u', 'i', 'S', 'w']);
  });

  it.each(['h', 'a', 'c', 'u', 'i', 'S', 'w'])('are refused when %s is missing', (name) => {
    const fields = new Map(decodeFields([...encodeRecord(newRequest()), 'e', '2']));
    fields.delete(name);
    expect(() => decodeRecord('S', fields)).toThrow(`a stored request lacks its field ${name}`);
  });
});

describe('the reply of the poll script', () => {
  it('is refused when its code is unknown', () => {
    expect(() => pollOutcome({ selector: 'S', mark: 'M' }, ['surprise'])).toThrow(
      'the poll script answered with an unknown code',
    );
  });

  it('is refused when an approval lacks its content', () => {
    const flat = [...encodeRecord(newRequest()), 'e', '2', 'T', '1'];
    expect(() => pollOutcome({ selector: 'S', mark: 'M' }, ['ready', flat])).toThrow(
      'a stored request lacks its field D',
    );
  });
});
