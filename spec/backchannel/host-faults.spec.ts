import type { CibaAdapter } from '../../lib/adapter.js';
import { CibaError } from '../../lib/errors.js';
import { testHost, till } from '../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

const callbacks = [
  'getClient',
  'resolveUser',
  'verifyClientSecret',
  'authenticateClient',
  'validateRequest',
  'verifyUserCode',
] as const satisfies readonly (keyof CibaAdapter)[];

const clients = [{ ...till, backchannel_user_code_parameter: true }];
const faultyHost = (name: string, callback: () => unknown, options: Parameters<typeof testHost>[0] = {}) =>
  testHost({ clients, ...options, adapter: { [name]: callback } });

describe.each(expressVersions)('a callback that fails, on $version', ({ express }) => {
  it.each(callbacks)('%s throwing is 500 server_error, logged and not told', async (name) => {
    const thrown = () => {
      throw new Error('connection to 10.0.0.7 refused');
    };
    const host = faultyHost(name, thrown, { express });
    const res = await ask(host);
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expectLogged(host, `adapter.${name} failed: connection to 10.0.0.7 refused`, res);
    await expectNothingAsked(host);
  });

  it.each(callbacks)('%s hanging is 503 with Retry-After', async (name) => {
    const host = faultyHost(name, () => new Promise(() => {}), {
      express,
      callbackTimeout: 0.02,
      interval: 7,
    });
    const res = await ask(host);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 7 });
    expectLogged(host, `adapter.${name} failed: adapter.${name} took longer than 0.02 s`, res);
    await expectNothingAsked(host);
  });
});

describe('what a callback throws', () => {
  it.each([
    ['text', 'broken'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { error: 'access_denied', status: 403 }],
    ['an error with a code', Object.assign(new Error('x'), { error: 'access_denied', statusCode: 403 })],
  ])('is a fault unless it is a CibaError: %s', async (_name, thrown) => {
    const host = faultyHost('resolveUser', () => Promise.reject(thrown));
    expectRefusal(await ask(host), [500, 'server_error']);
    expect(host.logged).toHaveLength(1);
    await expectNothingAsked(host);
  });

  it.each(callbacks)('may be a CibaError, from %s too', async (name) => {
    const host = faultyHost(name, () => {
      throw new CibaError('access_denied', 'Not now.');
    });
    expectRefusal(await ask(host), [403, 'access_denied'], { description: 'Not now.' });
    expect(host.logged).toEqual([]);
  });
});

describe('getClient that finds another client, as a database that ignores case does', () => {
  it('finds none', async () => {
    const host = faultyHost('getClient', () => ({ ...till, client_id: 'TILL' }));
    expectRefusal(await ask(host), [401, 'invalid_client']);
    await expectNothingAsked(host);
  });
});

describe('a callback that answers nonsense', () => {
  it.each<[keyof CibaAdapter, string, unknown]>([
    ['getClient', 'a client without an id', { ...till, client_id: undefined }],
    ['getClient', 'an empty id', { ...till, client_id: '' }],
    ['getClient', 'text', 'till'],
    ['getClient', 'true', true],
    ['authenticateClient', 'a client without an id', {}],
    ['authenticateClient', 'true', true],
    ['resolveUser', 'a user without a sub', { name: 'Alice' }],
    ['resolveUser', 'an empty sub', { sub: '' }],
    ['resolveUser', 'a sub that is no text', { sub: 7 }],
    ['resolveUser', 'text', 'alice'],
    ['resolveUser', 'true', true],
  ])('%s with %s is 500 server_error', async (name, _what, answer) => {
    const host = faultyHost(name, () => answer);
    const res = await ask(host);
    expectRefusal(res, [500, 'server_error']);
    expectLogged(host, `adapter.${name} failed`, res);
    await expectNothingAsked(host);
  });
});

describe('a store that fails', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('ECONNREFUSED 10.0.0.7')), 'ECONNREFUSED 10.0.0.7'],
    ['does not answer', () => new Promise<never>(() => {}), 'the store took longer than 0.02 s'],
  ])('answers 503 where it %s, and nobody is notified', async (_name, create, logged) => {
    const host = testHost({ store: storeWith(() => ({ create })), storeTimeout: 0.02 });
    const res = await ask(host);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, logged, res);
    await expectNothingAsked(host);
  });

  it('fails what it stored all the same, since nobody was told of it', async () => {
    const store = storeWith((behind) => ({
      create: async (...args) => {
        await behind.create(...args);
        throw new Error('the answer was lost');
      },
    }));
    const host = testHost({ store });
    expectRefusal(await ask(host), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    await expectNothingAsked(host);
  });
});
