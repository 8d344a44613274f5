import type { CibaAdapter } from '../../lib/adapter.js';
import { CibaError } from '../../lib/errors.js';
import { otherTill, type TestHost, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';

type Verify = NonNullable<CibaAdapter['verifyUserCode']>;

const withCode = { ...till, backchannel_user_code_parameter: true };

/** A host whose till is registered for user codes; `codes` holds what was asked of it. */
function codeHost(verifyUserCode: Verify): TestHost & { readonly codes: unknown[][] } {
  const codes: unknown[][] = [];
  const adapter = {
    verifyUserCode: (...args: Parameters<Verify>) => {
      codes.push(args);
      return verifyUserCode(...args);
    },
  };
  return { ...testHost({ clients: [withCode, otherTill], adapter }), codes };
}

const only = (code: string | undefined) => codeHost((_user, given) => given === code);

describe('user_code of a client that is registered for it', () => {
  it('that is right lets the request pass', async () => {
    const host = only('1234');
    await start(host, { user_code: '1234' });
    expect(host.codes).toEqual([[{ sub: 'alice' }, '1234', { client: withCode }]]);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
  ])('that is %s is missing_user_code', async (_name, user_code) => {
    const host = only('1234');
    expectRefusal(await ask(host, { user_code }), [400, 'missing_user_code']);
    expect(host.codes).toEqual([[{ sub: 'alice' }, undefined, { client: withCode }]]);
    await expectNothingAsked(host);
  });

  it.each(['4321', '1234 ', '01234'])('that is wrong is invalid_user_code: %j', async (user_code) => {
    const host = only('1234');
    expectRefusal(await ask(host, { user_code }), [400, 'invalid_user_code']);
    await expectNothingAsked(host);
  });

  it('is not needed from a user whom the host exempts', async () => {
    const host = only(undefined);
    await start(host);
    expect(host.codes).toEqual([[{ sub: 'alice' }, undefined, { client: withCode }]]);
  });

  it.each([1, 'true', {}, undefined, null])('passes on nothing but true, not on %j', async (answer) => {
    const host = codeHost(() => answer as never);
    expectRefusal(await ask(host, { user_code: '1234' }), [400, 'invalid_user_code']);
    await expectNothingAsked(host);
  });

  it('may be judged later', async () => {
    await start(
      codeHost(async () => true),
      { user_code: '1234' },
    );
  });

  it('may be refused in the words of the host', async () => {
    const host = codeHost(() => {
      throw new CibaError('access_denied', 'Too many wrong codes.', { retryAfter: 60 });
    });
    const res = await ask(host, { user_code: '1' });
    expectRefusal(res, [403, 'access_denied'], { description: 'Too many wrong codes.', retryAfter: 60 });
    await expectNothingAsked(host);
  });

  it('is judged before the host validates the request and before the user is asked', async () => {
    const order: string[] = [];
    const host = testHost({
      clients: [withCode],
      adapter: {
        notifyUser: () => order.push('notifyUser'),
        validateRequest: () => order.push('validateRequest'),
        verifyUserCode: async () => order.push('verifyUserCode') > 0,
        resolveUser: async () => {
          order.push('resolveUser');
          return { sub: 'alice' };
        },
      },
    });
    expect((await ask(host, { user_code: '1' })).status).toBe(200);
    expect(order).toEqual(['resolveUser', 'verifyUserCode', 'validateRequest', 'notifyUser']);
  });

  it('is not asked for where the user is unknown', async () => {
    const host = only('1234');
    expectRefusal(await ask(host, { login_hint: 'nobody' }), [400, 'unknown_user_id']);
    expect(host.codes).toEqual([]);
  });

  it('leaves no trace in the request, the events and the log', async () => {
    const host = only('s3cret-code');
    const seen: unknown[] = [];
    host.ciba.on('requested', (event) => seen.push(event));
    const { id } = await start(host, { user_code: 's3cret-code' });
    seen.push(await host.ciba.getRequest(id, { sub: 'alice' }), host.logged);
    expect(JSON.stringify(seen)).not.toContain('s3cret-code');
  });
});

describe('user_code of other clients', () => {
  it.each([undefined, null, false])('is ignored where the registration says %j', async (registered) => {
    const client = { ...till, backchannel_user_code_parameter: registered as never };
    const codes: unknown[] = [];
    const verifyUserCode = (_user: unknown, code: unknown) => {
      codes.push(code);
      return false;
    };
    await start(testHost({ clients: [client], adapter: { verifyUserCode } }), { user_code: 'wrong' });
    expect(codes).toEqual([]);
  });
});

describe('user_code of clients whose registration says so in another way', () => {
  it.each(['true', 1])('is demanded where it says %j', async (registered) => {
    const client = { ...till, backchannel_user_code_parameter: registered as never };
    const host = testHost({ clients: [client], adapter: { verifyUserCode: () => false } });
    expectRefusal(await ask(host), [400, 'missing_user_code']);
  });
});

describe('a host without verifyUserCode', () => {
  it('ignores the parameter and says so in its metadata', async () => {
    const host = testHost({ clients: [withCode] });
    await start(host, { user_code: 'anything' });
    await start(host);
    expect(host.ciba.metadata().backchannel_user_code_parameter_supported).toBe(false);
    expect(only('1').ciba.metadata().backchannel_user_code_parameter_supported).toBe(true);
  });
});
