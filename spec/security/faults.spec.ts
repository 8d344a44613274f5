import { CibaError } from '../../lib/errors.js';
import type { CibaStore } from '../../lib/request/store.js';
import { testHost } from '../support/host.js';
import { DESCRIPTION, expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

const BRAND = Symbol.for('express-ciba.CibaError');

/** Something that passes for a CibaError of another copy of the package, and is none. */
function lookalike(members: object): unknown {
  return Object.defineProperties(
    { error: 'access_denied', [BRAND]: true },
    Object.getOwnPropertyDescriptors(members),
  );
}

function refusing(thrown: unknown) {
  return testHost({
    adapter: {
      resolveUser: () => {
        throw thrown;
      },
    },
  });
}

const fixed = { description: 'The request was denied.' };

describe('something that only looks like a CibaError', () => {
  it.each<[string, unknown]>([
    ['with quotes', 'a "quoted" text'],
    ['with a backslash', 'a\\b'],
    ['with CR and LF', 'x\r\nSet-Cookie: a=b'],
    ['beyond ASCII', 'é'],
    ['empty', ''],
    ['an object', { toString: () => 'mine', toJSON: () => 'mine' }],
    ['a list', ['mine']],
    ['a number', 7],
    ['null', null],
  ])('has the fixed text for a description %s', async (_name, description) => {
    const host = refusing(lookalike({ description }));
    expectRefusal(await ask(host), [403, 'access_denied'], fixed);
    await expectNothingAsked(host);
  });

  it.each<unknown>([
    200,
    302,
    399,
    600,
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    '',
    'x',
    {},
    () => 1,
  ])('has the status of its code for the status %p', async (status) => {
    expectRefusal(await ask(refusing(lookalike({ status }))), [403, 'access_denied'], fixed);
  });

  it.each<[string, () => unknown]>([
    ['a BigInt', () => 450n],
    ['a symbol', () => Symbol('450')],
    ['text', () => '450'],
    ['a broken number', () => 450.5],
    [
      'an object whose value turns to 200',
      () => {
        let reads = 0;
        return { valueOf: () => (reads++ < 2 ? 450 : 200) };
      },
    ],
  ])('has the status of its code for a status that is %s', async (_name, status) => {
    expectRefusal(await ask(refusing(lookalike({ status: status() }))), [403, 'access_denied'], fixed);
  });

  it.each<[unknown, number | undefined]>([
    ['1\r\nX: y', undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [{}, undefined],
    ['30', undefined],
    [30n, undefined],
    [-5, 1],
    [0.2, 1],
    [1e12, 86_400],
  ])('with retryAfter %p says %p in Retry-After', async (retryAfter, said) => {
    const res = await ask(refusing(lookalike({ retryAfter })));
    expectRefusal(res, [403, 'access_denied'], { ...fixed, ...(said !== undefined && { retryAfter: said }) });
  });

  it.each<unknown>([
    ...['evil', 'invalid_grant', 'toString', '__proto__', 'constructor', '', 'access_denied\r\n'],
    ...[5, null, undefined, {}, ['access_denied'], { toString: () => 'access_denied' }],
  ])('is 500 where its code is none of the endpoint: %p', async (error) => {
    const host = refusing(lookalike({ error }));
    expectRefusal(await ask(host), [500, 'server_error'], { description: 'The server failed.' });
    expect(host.logged).toHaveLength(1);
  });

  it('is read once: a code that turns into another does not go out', async () => {
    let reads = 0;
    const turning = {
      get error() {
        return reads++ < 2 ? 'access_denied' : 'evil';
      },
    };
    const { body } = await ask(refusing(lookalike(turning)));
    expect(['access_denied', 'server_error']).toContain(body.error);
    expect(body.error_description).toMatch(DESCRIPTION);
  });

  it.each(['error', 'description', 'status', 'retryAfter', 'cause'])(
    'is 500 JSON where its %s cannot be read',
    async (name) => {
      const throwing = {
        get: () => {
          throw new Error('secret inside');
        },
      };
      const thrown = Object.defineProperty({ error: 'access_denied', [BRAND]: true }, name, throwing);
      const res = await ask(refusing(thrown));
      expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
      expect(res.text).not.toContain('secret inside');
    },
  );

  it('carries nothing else onto the wire', async () => {
    const extra = { error_uri: 'https://evil.example', headers: { 'X-Evil': '1' }, body: { a: 1 } };
    const res = await ask(refusing(lookalike(extra)));
    expectRefusal(res, [403, 'access_denied'], fixed);
    expect(res.headers['x-evil']).toBeUndefined();
  });
});

describe('a store that answers nonsense', () => {
  it.each([[undefined], [null], [{}], [{ status: 'nonsense' }], ['pending'], [5]])(
    'to poll is 500: %j',
    async (answer) => {
      const host = testHost({ store: storeWith(() => ({ poll: async () => answer as never })) });
      const { authReqId } = await start(host);
      const res = await poll(host, authReqId);
      expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
      expect(host.logged).toHaveLength(1);
    },
  );

  it.each([[undefined], [null], [{}], [{ status: 'nonsense' }], ['created'], [5]])(
    'to create is 500, and nobody is asked: %j',
    async (answer) => {
      const host = testHost({ store: storeWith(() => ({ create: async () => answer as never })) });
      const res = await ask(host);
      expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
      expect(host.logged).toHaveLength(1);
      await expectNothingAsked(host);
    },
  );

  it.each<[keyof CibaStore, () => never]>([
    [
      'poll',
      () => {
        throw new TypeError('thrown, not rejected');
      },
    ],
    [
      'create',
      () => {
        throw new TypeError('thrown, not rejected');
      },
    ],
  ])('by throwing from %s is 503', async (name, fail) => {
    const host = testHost({ store: storeWith(() => ({ [name]: fail })) });
    const id = `${'A'.repeat(22)}.${'B'.repeat(43)}`;
    const res = name === 'poll' ? await poll(host, id) : await ask(host);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    await host.ciba.close();
  });

  it('may refuse in the package’s own words', async () => {
    const busy = () => Promise.reject(new CibaError('temporarily_unavailable', 'Busy.', { retryAfter: 9 }));
    const host = testHost({ store: storeWith(() => ({ create: busy })) });
    expectRefusal(await ask(host), [503, 'temporarily_unavailable'], { description: 'Busy.', retryAfter: 9 });
  });
});
