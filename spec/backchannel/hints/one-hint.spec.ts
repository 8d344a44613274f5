import type { UserHint } from '../../../lib/adapter.js';
import { otherTill, type TestHost, testHost, till } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, type Fields, start } from '../../support/http-requests.js';

const none = { login_hint: undefined };

/** A host that takes any hint and remembers what it was shown. */
function hintHost(options: Parameters<typeof testHost>[0] = {}): TestHost & { readonly hints: UserHint[] } {
  const hints: UserHint[] = [];
  const resolveUser = (hint: UserHint) => {
    hints.push(hint);
    return { sub: 'alice' };
  };
  return { ...testHost({ ...options, adapter: { resolveUser } }), hints };
}

describe('one hint', () => {
  it.each<[Fields]>([
    [{ login_hint: 'alice@example.com' }],
    [{ login_hint: '{"format":"iss_sub","iss":"https://as.example.com/","sub":"a"}' }],
    [{ login_hint: ' spaces and ünïcode ' }],
    [{ ...none, login_hint_token: 'a.b.c' }],
  ])('reaches resolveUser as it was sent: %j', async (fields) => {
    const host = hintHost();
    await start(host, fields);
    expect(host.hints).toEqual([JSON.parse(JSON.stringify(fields))]);
  });

  it.each<[Fields]>([
    [{ login_hint: 'alice', login_hint_token: '', id_token_hint: '' }],
    [{ login_hint: 'alice', login_hint_token: '' }],
  ])('may stand beside empty ones: %j', async (fields) => {
    const host = hintHost();
    await start(host, fields);
    expect(host.hints).toEqual([{ login_hint: 'alice' }]);
  });

  it.each<[string, Fields]>([
    ['a second', { login_hint_token: 'x' }],
    ['another second', { id_token_hint: 'x' }],
    ['two others', { ...none, login_hint_token: 'x', id_token_hint: 'y' }],
    ['a third', { login_hint_token: 'x', id_token_hint: 'y' }],
  ])('refuses %s', async (_name, fields) => {
    const host = hintHost();
    const res = await ask(host, fields);
    expectRefusal(res, [400, 'invalid_request'], { description: 'Only one hint may be sent.' });
    expect(host.hints).toEqual([]);
    await expectNothingAsked(host);
  });

  it.each<[string, Fields]>([
    ['absent', none],
    ['empty', { login_hint: '' }],
    ['empty three times', { login_hint: '', login_hint_token: '', id_token_hint: '' }],
  ])('is required: %s', async (_name, fields) => {
    const host = hintHost();
    const res = await ask(host, fields);
    expectRefusal(res, [400, 'invalid_request'], { description: 'A hint is required.' });
    expect(host.hints).toEqual([]);
    await expectNothingAsked(host);
  });
});

describe('hintOptional', () => {
  const options = { hintOptional: ({ client_id }: { client_id: string }) => client_id === till.client_id };

  it('lets a request of that client reach resolveUser without a hint', async () => {
    const host = hintHost(options);
    await start(host, none);
    expect(host.hints).toEqual([{}]);
  });

  it('still takes one hint of that client, and no two', async () => {
    const host = hintHost(options);
    await start(host, { login_hint: 'bob' });
    expectRefusal(await ask(host, { login_hint_token: 'x' }), [400, 'invalid_request']);
    expect(host.hints).toEqual([{ login_hint: 'bob' }]);
  });

  it('changes nothing for another client', async () => {
    const host = hintHost(options);
    expectRefusal(await ask(host, none, { client: otherTill }), [400, 'invalid_request']);
    expect(host.hints).toEqual([]);
  });
});

describe('resolveUser', () => {
  it.each([undefined, null])('that finds nobody (%s) answers unknown_user_id', async (nobody) => {
    const host = testHost({ adapter: { resolveUser: async () => nobody } });
    expectRefusal(await ask(host), [400, 'unknown_user_id']);
    await expectNothingAsked(host);
  });

  it('hears of client, scope and acr_values', async () => {
    let context: unknown;
    const host = testHost({
      adapter: {
        resolveUser: (_hint, seen) => {
          context = seen;
          return { sub: 'bob' };
        },
      },
    });
    await start(host, { scope: 'openid pay', acr_values: 'a b' });
    expect(context).toEqual({
      client: till,
      scope: ['openid', 'pay'],
      acr_values: ['a', 'b'],
      params: expect.any(URLSearchParams),
    });
    expect(await host.ciba.listRequests({ sub: 'bob' })).toHaveLength(1);
  });
});
