import type { CibaAdapter } from '../../lib/adapter.js';
import { secretMatches } from '../../lib/client/authentication/client-secret.js';
import type { CibaEvents } from '../../lib/events.js';
import { type TestHost, testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { endpoints, expectPassed } from '../support/http-endpoints.js';
import { basic, type FormPost } from '../support/http-requests.js';

const byBasic: FormPost = { client: null, headers: basic('till:till-secret') };
const byPost: FormPost = { client: till };

const registeredAs = (method: string | undefined): TestHost =>
  testHost({ clients: [{ ...till, ...(method !== undefined && { token_endpoint_auth_method: method }) }] });

type Failure = CibaEvents['clientAuthenticationFailed'];

/** What is told of failed authentications. */
function failures(host: TestHost): Failure[] {
  const seen: Failure[] = [];
  host.ciba.on('clientAuthenticationFailed', (event) => seen.push(event));
  return seen;
}

describe.each(endpoints)('the registered method at the $endpoint endpoint', (at) => {
  it.each([
    ['client_secret_basic', byBasic],
    ['client_secret_post', byPost],
    [undefined, byBasic],
    [undefined, byPost],
  ])('%s is taken', async (method, sent) => {
    expectPassed(await at.send(registeredAs(method), sent), at);
  });

  it.each([
    ['client_secret_basic', byPost],
    ['client_secret_post', byBasic],
    ['none', byBasic],
    ['none', byPost],
    ['none', { client: null, fields: { client_id: 'till' } }],
    ['private_key_jwt', byBasic],
    ['private_key_jwt', byPost],
    ['client_secret_jwt', byPost],
    ['tls_client_auth', byPost],
    ['self_signed_tls_client_auth', byPost],
    ['', byPost],
    ['CLIENT_SECRET_POST', byPost],
  ])('%s is not to be replaced by another', async (method, sent) => {
    const res = await at.send(registeredAs(method), sent);
    expectRefusal(res, [401, 'invalid_client'], { challenge: sent === byBasic });
  });
});

describe.each(endpoints)('the option clientAuthMethods at the $endpoint endpoint', (at) => {
  it.each([
    [['client_secret_basic'], byBasic, true],
    [['client_secret_post'], byPost, true],
    [['client_secret_post', 'client_secret_basic'], byBasic, true],
    [['client_secret_basic'], byPost, false],
    [['client_secret_post'], byBasic, false],
    [['private_key_jwt'], byBasic, false],
    [['tls_client_auth', 'self_signed_tls_client_auth'], byPost, false],
  ] as const)('of %j: %j', async (clientAuthMethods, sent, taken) => {
    for (const token_endpoint_auth_method of [
      undefined,
      sent === byBasic ? 'client_secret_basic' : 'client_secret_post',
    ]) {
      const host = testHost({ clientAuthMethods, clients: [{ ...till, token_endpoint_auth_method }] });
      const failed = failures(host);
      const res = await at.send(host, sent);
      if (taken) expectPassed(res, at);
      else expectRefusal(res, [401, 'invalid_client'], { challenge: sent === byBasic });
      expect(failed).toEqual(taken ? [] : [{ endpoint: at.endpoint, client_id: 'till', reason: 'method' }]);
    }
  });
});

describe.each(endpoints)('the secret at the $endpoint endpoint', (at) => {
  it.each([
    ['in the past', 1, 401],
    ['in the future', Math.floor(Date.now() / 1000) + 3600, at.passed[0]],
    ['never', 0, at.passed[0]],
  ])('expires %s', async (_when, client_secret_expires_at, status) => {
    const host = testHost({ clients: [{ ...till, client_secret_expires_at }] });
    expect((await at.send(host)).status).toBe(status);
  });

  it.each([1, 'yes', {}, [], null, undefined, false])(
    'is right only where verifyClientSecret says true, not %j',
    async (answer) => {
      const host = testHost({ adapter: { verifyClientSecret: () => answer as never } });
      expectRefusal(await at.send(host), [401, 'invalid_client']);
    },
  );

  it('may be judged later', async () => {
    const host = testHost({ adapter: { verifyClientSecret: async () => true } });
    expectPassed(await at.send(host), at);
  });
});

describe('secretMatches', () => {
  it.each([
    ['the secret', { client_secret: 's' }, 's', true],
    ['another', { client_secret: 's' }, 'S', false],
    ['a longer one', { client_secret: 's' }, 'ss', false],
    ['any where none is registered', {}, 's', false],
    ['an empty one where an empty one is registered', { client_secret: '' }, '', false],
    ['any where the registered one is no text', { client_secret: 5 as never }, '5', false],
    ['one a second before it expires', { client_secret: 's', client_secret_expires_at: 101 }, 's', true],
    ['one that expires now', { client_secret: 's', client_secret_expires_at: 100 }, 's', false],
  ])('judges %s', (_name, metadata, shown, expected) => {
    expect(secretMatches({ client_id: 'c', ...metadata }, shown, 100)).toBe(expected);
  });
});

describe.each(endpoints)('authenticateClient at the $endpoint endpoint', (at) => {
  type Authenticate = NonNullable<CibaAdapter['authenticateClient']>;
  const replaced = (authenticateClient: Authenticate): TestHost & { readonly built: string[] } => {
    const built: string[] = [];
    const getClient = (id: string) => {
      built.push(id);
      return till;
    };
    return { ...testHost({ adapter: { authenticateClient, getClient } }), built };
  };

  it('replaces the built-in methods altogether', async () => {
    const seen: unknown[] = [];
    const host = replaced(async (req, params) => {
      seen.push(req.headers['x-proof'], params.get('client_id'));
      return till;
    });
    const headers = { 'X-Proof': 'p', Authorization: 'Basic ???' };
    expectPassed(await at.send(host, { client: null, headers, fields: { client_id: 'till' } }), at);
    expect(seen).toEqual(['p', 'till']);
    expect(host.built).toEqual([]);
  });

  it.each([null, undefined])('that names nobody (%s) answers 401', async (nobody) => {
    const host = replaced(() => nobody);
    const failed = failures(host);
    expectRefusal(await at.send(host), [401, 'invalid_client']);
    expect(failed).toEqual([{ endpoint: at.endpoint, reason: 'refused' }]);
  });

  it('still meets the rules of CIBA', async () => {
    const { grant_types: _none, ...plain } = till;
    expectRefusal(await at.send(replaced(() => plain)), [400, 'unauthorized_client']);
  });

  it('is called after the form is checked', async () => {
    const calls: unknown[] = [];
    const host = replaced((...args) => {
      calls.push(args);
      return till;
    });
    expectRefusal(await at.send(host, { fields: { scope: ['openid', 'openid'] } }), [400, 'invalid_request']);
    expect(calls).toEqual([]);
  });
});

describe.each(endpoints)('the event clientAuthenticationFailed at the $endpoint endpoint', (at) => {
  const none = { ...till, token_endpoint_auth_method: 'none' };
  const known = { client_id: 'till' };
  it.each<[string, FormPost, Parameters<typeof testHost>[0], Omit<Failure, 'endpoint'>]>([
    [
      'a known client with a wrong secret',
      { client: { ...till, client_secret: 'x' } },
      {},
      { ...known, reason: 'secret' },
    ],
    [
      'a known client with another method',
      { client: till },
      { clients: [none] },
      { ...known, reason: 'method' },
    ],
    ['an unknown client', { client: { ...till, client_id: 'nobody' } }, {}, { reason: 'unknown_client' }],
    ['nobody', { client: null }, {}, { reason: 'no_credentials' }],
    ['an empty secret', { client: null, headers: basic('till:') }, {}, { reason: 'no_credentials' }],
  ])('is told once, of %s', async (_name, sent, options, failure) => {
    const host = testHost(options);
    const failed = failures(host);
    await at.send(host, sent);
    expect(failed).toEqual([{ endpoint: at.endpoint, ...failure }]);
  });

  it('is not told of a malformed request', async () => {
    const host = testHost();
    const failed = failures(host);
    await at.send(host, { client: null, headers: { Authorization: 'Basic' } });
    await at.send(host, { fields: { scope: ['a', 'b'] } });
    expect(failed).toEqual([]);
  });
});
