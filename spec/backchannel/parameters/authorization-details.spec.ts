import { describe, expect, it, jest } from '@jest/globals';
import { CibaError } from '../../../lib/errors.js';
import type { AuthorizationDetailsType, CibaOptions } from '../../../lib/options.js';
import type { AuthorizationDetail } from '../../../lib/request/record.js';
import { testHost } from '../../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { postChunked } from '../../support/http-raw.js';
import { FORM_TYPE } from '../../support/http-requests.js';
import { type WayHost, ways } from '../../support/http-ways.js';

type Validate = NonNullable<AuthorizationDetailsType['validate']>;

const types = { payment: {}, account: {} };
const payment = { type: 'payment', amount: '5.00', to: { iban: 'DE02', name: 'Ü' } };
const unacceptable = 'The authorization_details are not acceptable.';
const unknownType = 'A type of authorization_details is unknown.';
const notRegistered = 'The client is not registered for a type of authorization_details.';

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const times = (count: number): AuthorizationDetail[] =>
  Array.from({ length: count }, () => ({ type: 'payment' }));

async function expectRefused(
  { host, ask }: WayHost,
  authorization_details: unknown,
  description: string,
): Promise<void> {
  const res = await ask({ authorization_details });
  expectRefusal(res, [400, 'invalid_authorization_details'], { description });
  await expectNothingAsked(host);
}

describe.each(ways)('authorization_details in $way, where the types are known,', ({ open }) => {
  it.each<[unknown[]]>([
    [[payment]],
    [[{ type: 'account' }, payment, { type: 'account' }]],
    [[{ type: 'payment', constructor: { prototype: 1 }, list: [null, true, -0.5, '', {}] }]],
    [times(50)],
  ])('are shown as they were sent: %j', async (details) => {
    const { host, start } = open({ authorizationDetails: types });
    const { id } = await start({ authorization_details: details });
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(shown?.authorization_details).toEqual(details);
  });

  it.each([
    ...['other', 'Payment', 'payment ', 'pay', 'payment,account', '*'],
    ...['constructor', 'toString', 'hasOwnProperty', '__proto__', 'prototype'],
  ])('may not have the type %j, even beside a known one', async (type) => {
    await expectRefused(open({ authorizationDetails: types }), [{ type }], unknownType);
    await expectRefused(open({ authorizationDetails: types }), [payment, { type }], unknownType);
  });

  it('may not be 51', async () => {
    const many = 'authorization_details has too many members.';
    await expectRefused(open({ authorizationDetails: types }), times(51), many);
    await expectRefused(open(), times(51), many);
  });

  it.each<[string, string]>([
    ['17 levels', `[{"type":"payment","b":${nested(15)}}]`],
    ['thousands of levels', `[{"type":"payment","b":${'['.repeat(7000)}${']'.repeat(7000)}}]`],
    ['a __proto__ member', '[{"type":"payment","__proto__":{"type":"account"}}]'],
    ['a __proto__ member deep inside', '[{"type":"payment","to":{"__proto__":{"admin":true}}}]'],
    ['a type out of the prototype', '[{"__proto__":{"type":"payment"}}]'],
    ['a type that is a list', '[{"type":["payment"]}]'],
    ['a number beyond range', '[{"type":"payment","amount":1e999}]'],
  ])('may not have %s', async (_name, text) => {
    const { host, ask } = open({ authorizationDetails: types });
    expectRefusal(await ask({ authorization_details: text }), [400, 'invalid_authorization_details'], {
      description: 'authorization_details must be an array of objects with a type.',
    });
    await expectNothingAsked(host);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('may have 16 levels', async () => {
    const text = `[{"type":"payment","b":${nested(14)}}]`;
    await open({ authorizationDetails: types }).start({ authorization_details: text });
  });

  it('are looked at no further where they are longer than anything that could be meant', async () => {
    const validate = jest.fn<Validate>();
    const { host, ask } = open({ authorizationDetails: { payment: { validate } } });
    const authorization_details = JSON.stringify([{ type: 'payment', a: 'x'.repeat(16_384) }]);
    const description = 'A parameter is too long.';
    expectRefusal(await ask({ authorization_details }), [400, 'invalid_request'], { description });
    expect(validate).not.toHaveBeenCalled();
    await expectNothingAsked(host);
  });
});

describe.each(ways)('authorization_details of a client that registered types, in $way,', ({ open }) => {
  const only = (authorization_details_types: unknown) => ({
    registered: { authorization_details_types: authorization_details_types as string[] },
  });

  it.each([true, false])('may be of these and no others, whether types are known: %j', async (known) => {
    const wish = { ...only(['payment']), ...(known && { authorizationDetails: types }) };
    await open(wish).start({ authorization_details: [payment] });
    await expectRefused(open(wish), [{ type: 'account' }], notRegistered);
    await expectRefused(open(wish), [payment, { type: 'account' }], notRegistered);
  });

  it('may not be of a type that the client alone knows', async () => {
    const wish = { ...only(['payment', 'own']), authorizationDetails: types };
    await expectRefused(open(wish), [{ type: 'own' }], unknownType);
  });

  it.each<[unknown]>([
    [[]],
    ['payment'],
    ['payment account'],
    [{ payment: true }],
    [{ 0: 'payment', length: 1 }],
    [5],
    [true],
    [''],
    [false],
  ])('are refused where it registered %j', async (registered) => {
    await expectRefused(open(only(registered)), [payment], notRegistered);
  });

  it.each([undefined, null])('may be of any type where it registered %j', async (registered) => {
    await open(only(registered)).start({ authorization_details: [payment, { type: 'own' }] });
  });

  it('are still not needed', async () => {
    await open(only([])).start({});
  });
});

describe.each(ways)('the validation of a type, in $way,', ({ open }) => {
  const validated = (validate: Validate, more: Partial<CibaOptions['authorizationDetails']> = {}) =>
    open({ authorizationDetails: { payment: { validate }, account: {}, ...more }, callbackTimeout: 0.05 });

  it('is asked for each detail of that type, in order, with the client', async () => {
    const validate = jest.fn<Validate>();
    const { client, start } = validated(validate);
    const details = [payment, { type: 'account' }, { ...payment, amount: '7.00' }];
    await start({ authorization_details: details });
    expect(validate.mock.calls).toEqual([
      [details[0], { client }],
      [details[2], { client }],
    ]);
  });

  it('is asked before anybody else is, and of nothing where a type is unknown', async () => {
    const order: string[] = [];
    const { start, ask } = open({
      authorizationDetails: { payment: { validate: () => void order.push('validate') } },
      adapter: {
        resolveUser: () => {
          order.push('resolveUser');
          return { sub: 'alice' };
        },
        validateRequest: () => order.push('validateRequest'),
      },
    });
    await start({ authorization_details: [payment] });
    expect(order).toEqual(['validate', 'resolveUser', 'validateRequest']);
    await ask({ authorization_details: [payment, { type: 'other' }] });
    expect(order).toHaveLength(3);
  });

  it('is shown a copy: what it changes is not asked for', async () => {
    const { host, start } = validated((detail) => {
      Object.assign(detail, { amount: '1000000' });
      Object.assign(detail.to as object, { iban: 'evil' });
    });
    const { id } = await start({ authorization_details: [payment] });
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(shown?.authorization_details).toEqual([payment]);
  });

  it('may be a method of its type', async () => {
    class Payment implements AuthorizationDetailsType {
      readonly #most = 5;
      validate({ amount }: AuthorizationDetail): boolean {
        return Number(amount) <= this.#most;
      }
    }
    const { start } = open({ authorizationDetails: { payment: new Payment() } });
    await start({ authorization_details: [payment] });
  });

  it.each<[string, Validate]>([
    ['false', () => false],
    ['false later', async () => false],
    ['false for one of many', ({ amount }) => amount !== '5.00'],
  ])('refuses by %s', async (_name, validate) => {
    const details = [{ ...payment, amount: '1.00' }, payment];
    await expectRefused(validated(validate), details, unacceptable);
  });

  it.each([undefined, null, true, 0, '', {}])('refuses by nothing but false: %j is none', async (answer) => {
    await validated(() => answer).start({ authorization_details: [payment] });
  });

  it.each<[string, CibaError, readonly [number, string], string]>([
    [
      'in its own words',
      new CibaError('invalid_authorization_details', 'amount must be text.'),
      [400, 'invalid_authorization_details'],
      'amount must be text.',
    ],
    ['by another code', new CibaError('access_denied', 'Not today.'), [403, 'access_denied'], 'Not today.'],
  ])('refuses %s', async (_name, error, refusal, description) => {
    const { host, ask } = validated(async () => {
      throw error;
    });
    expectRefusal(await ask({ authorization_details: [payment] }), refusal, { description });
    expect(host.logged).toEqual([]);
    await expectNothingAsked(host);
  });

  it.each<[string, Validate]>([
    [
      'throws',
      () => {
        throw new Error('amount is undefined');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('amount is undefined'))],
    [
      'throws a code of another endpoint',
      () => {
        throw new CibaError('invalid_grant', 'amount is undefined');
      },
    ],
  ])('that %s is a fault of the host', async (_name, validate) => {
    const { host, ask } = validated(validate);
    const res = await ask({ authorization_details: [payment] });
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expectLogged(host, 'amount is undefined', res);
    await expectNothingAsked(host);
  });

  it('that never ends is 503', async () => {
    const { host, ask } = validated(() => new Promise(() => undefined));
    const res = await ask({ authorization_details: [payment] });
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, 'authorizationDetails.validate', res);
    await expectNothingAsked(host);
  });
});

describe('1 MiB of authorization_details', () => {
  const details = JSON.stringify([{ type: 'payment', a: 'x'.repeat(1_048_576) }]);
  const fields = { client_id: 'till', client_secret: 'till-secret', scope: 'openid', login_hint: 'alice' };
  const form = new URLSearchParams({ ...fields, authorization_details: details }).toString();

  it.each(ways)('is too large a body in $way', async ({ open }) => {
    const validate = jest.fn<Validate>();
    const { host, ask } = open({ authorizationDetails: { payment: { validate } } });
    const description = 'The body is too large.';
    const res = await ask({ authorization_details: details });
    expectRefusal(res, [400, 'invalid_request'], { description });
    expect(validate).not.toHaveBeenCalled();
    await expectNothingAsked(host);
  });

  it('is too large a body in chunks, too', async () => {
    const host = testHost({ authorizationDetails: types });
    const { status, body } = await postChunked(host.app, '/bc-authorize', [form], {
      'Content-Type': FORM_TYPE,
    });
    const error_description = 'The body is too large.';
    expect({ status, body }).toEqual({ status: 400, body: { error: 'invalid_request', error_description } });
    await expectNothingAsked(host);
  });
});

describe('the metadata', () => {
  it('list the types that are known', () => {
    const { metadata } = testHost({ authorizationDetails: types }).ciba;
    expect(metadata().authorization_details_types_supported).toEqual(['payment', 'account']);
  });

  it('list none where any type will do', () => {
    expect(testHost().ciba.metadata()).not.toHaveProperty('authorization_details_types_supported');
  });
});
