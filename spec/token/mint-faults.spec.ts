import type { CibaAdapter } from '../../lib/adapter.js';
import { CibaError, type CibaErrorCode } from '../../lib/errors.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { poll, startApproved } from '../support/http-requests.js';

const good = { access_token: 'at', token_type: 'Bearer' };

interface FlakyHost extends TestHost {
  /** From now on the callback answers as it should. */
  mend(): void;
  readonly calls: () => number;
}

/** A host of which one callback fails until it is mended. */
function flakyHost(
  name: 'issueTokens' | 'getUser',
  fails: () => unknown,
  options: Parameters<typeof testHost>[0] = {},
): FlakyHost {
  let mended = false;
  let calls = 0;
  const works = name === 'issueTokens' ? () => good : (sub: string) => ({ sub });
  const callback = (...args: never[]) => {
    calls++;
    return mended ? works(...(args as unknown as [string])) : fails();
  };
  const host = testHost({
    ...options,
    adapter: { ...options.adapter, [name]: callback } as Partial<CibaAdapter>,
  });
  return {
    ...host,
    calls: () => calls,
    mend: () => {
      mended = true;
    },
  };
}

const throwing = () => {
  throw new Error('INSERT INTO tokens failed');
};

describe.each(expressVersions)('issueTokens that fails, on $version', ({ express }) => {
  it.each([
    ['throws', throwing, 'INSERT INTO tokens failed'],
    ['rejects', () => Promise.reject(new Error('INSERT INTO tokens failed')), 'INSERT INTO tokens failed'],
    ['never ends', () => new Promise(() => {}), 'adapter.issueTokens took longer than 0.05 s'],
  ])('loses nothing where it %s: 503, and the next poll has the tokens', async (_name, fails, logged) => {
    const host = flakyHost('issueTokens', fails, { express, callbackTimeout: 0.05 });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, logged, res);
    host.mend();
    expect((await poll(host, authReqId)).body.access_token).toBe('at');
    expect(host.calls()).toBe(2);
  });
});

describe('issueTokens that returns nonsense', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'token'],
    ['an empty object', {}],
    ['no access_token', { token_type: 'Bearer' }],
    ['an empty access_token', { ...good, access_token: '' }],
    ['an access_token that is no text', { ...good, access_token: 7 }],
    ['no token_type', { access_token: 'at' }],
    ['a token_type that is no text', { ...good, token_type: {} }],
    ['an id_token that is no text', { ...good, id_token: { sub: 'alice' } }],
    ['an empty id_token', { ...good, id_token: '' }],
    ['an empty refresh_token', { ...good, refresh_token: '' }],
    ['an expires_in that is no number', { ...good, expires_in: Number.NaN }],
    ['a scope that is no text', { ...good, scope: 5 }],
    ['a scope that was not granted', { ...good, scope: 'openid admin' }],
  ])('is a fault of the host: %s', async (_name, answer) => {
    const host = flakyHost('issueTokens', () => answer);
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expect(host.logged).toHaveLength(1);
    host.mend();
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each([
    ['a BigInt', { ...good, issued: 5n }],
    [
      'a circle',
      (() => {
        const circle: Record<string, unknown> = { ...good };
        circle.self = circle;
        return circle;
      })(),
    ],
  ])('fails before the approval is spent where it cannot be written: %s', async (_name, answer) => {
    const host = flakyHost('issueTokens', () => answer);
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [500, 'server_error']);
    expect(host.logged).toHaveLength(1);
    host.mend();
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

describe('issueTokens that refuses', () => {
  it.each<[CibaErrorCode, number]>([
    ['invalid_request', 400],
    ['invalid_scope', 400],
    ['invalid_target', 400],
    ['invalid_grant', 400],
    ['access_denied', 400],
    ['unauthorized_client', 400],
    ['expired_token', 400],
    ['invalid_authorization_details', 400],
  ])('with %s is answered %i, and the approval is given back', async (code, status) => {
    const host = flakyHost('issueTokens', () => {
      throw new CibaError(code, 'Not today.');
    });
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [status, code], { description: 'Not today.' });
    expect(host.logged).toEqual([]);
    host.mend();
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each<CibaErrorCode>(['unknown_user_id', 'missing_user_code', 'invalid_binding_message'])(
    'with %s has no code of this endpoint: 500',
    async (code) => {
      const host = flakyHost('issueTokens', () => {
        throw new CibaError(code);
      });
      const { authReqId } = await startApproved(host);
      expectRefusal(await poll(host, authReqId), [500, 'server_error']);
      expect(host.logged).toHaveLength(1);
    },
  );

  it('may say when to come back', async () => {
    const host = flakyHost('issueTokens', () => {
      throw new CibaError('temporarily_unavailable', 'Busy.', { retryAfter: 30 });
    });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { description: 'Busy.', retryAfter: 30 });
  });
});

describe('getUser at redemption', () => {
  it.each([undefined, null])('that finds nobody (%s) is invalid_grant and spends nothing', async (nobody) => {
    const host = flakyHost('getUser', () => nobody);
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
    host.mend();
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each([
    ['throws', throwing],
    ['never ends', () => new Promise(() => {})],
    ['answers another user', () => ({ sub: 'bob' })],
    ['answers a user without a sub', () => ({})],
  ])('that %s is 503 and spends nothing', async (_name, fails) => {
    const host = flakyHost('getUser', fails, { callbackTimeout: 0.05 });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, 'adapter.getUser failed', res);
    host.mend();
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

describe('getClient at the token endpoint', () => {
  it.each([
    ['throwing is 500', throwing, [500, 'server_error'], {}],
    [
      'hanging is 503',
      () => new Promise<never>(() => {}),
      [503, 'temporarily_unavailable'],
      { retryAfter: 5 },
    ],
    ['answering without an id is 500', () => ({}) as never, [500, 'server_error'], {}],
  ] as const)('%s', async (_name, getClient, refusal, details) => {
    const host = testHost({ adapter: { getClient }, callbackTimeout: 0.02 });
    const res = await poll(host, 'x');
    expectRefusal(res, refusal, details);
    expectLogged(host, 'adapter.getClient failed', res);
  });
});
