import { hostIdToken, idTokenClaims } from '../support/hint-tokens.ts';
import { testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';
import { assertion, signerOf } from '../support/signed-request.js';

const json = (length: number): string => JSON.stringify({ a: 'x'.repeat(length - 8) });
const detail = (length: number): string =>
  JSON.stringify([{ type: 't', a: 'x'.repeat(length - '[{"type":"t","a":""}]'.length) }]);

/** Characters of an ID token that are not its claims: a header without a `kid`, two dots, a signature by ES256. */
const AROUND_CLAIMS = 20 + 2 + 86;

/** An ID token of about as many characters; JSON may end in spaces. */
function idTokenOf(length: number): string {
  const claims = JSON.stringify(idTokenClaims()).padEnd(Math.ceil(((length - AROUND_CLAIMS) * 3) / 4));
  return hostIdToken({ header: { kid: undefined }, payload: claims });
}

/** Each parameter with a value of its greatest length, and what is changed beside it. */
const longest = [
  { name: 'scope', limit: 2048, value: (n: number) => `openid ${'s'.repeat(n - 7)}` },
  { name: 'acr_values', limit: 1024, value: (n: number) => 'a'.repeat(n) },
  { name: 'login_hint', limit: 1024, value: (n: number) => 'h'.repeat(n) },
  {
    name: 'login_hint_token',
    limit: 16_384,
    value: (n: number) => 'h'.repeat(n),
    beside: { login_hint: undefined },
  },
  {
    name: 'id_token_hint',
    limit: 16_384,
    value: idTokenOf,
    beside: { login_hint: undefined },
  },
  { name: 'user_code', limit: 128, value: (n: number) => '1'.repeat(n) },
  { name: 'resource', limit: 2048, value: (n: number) => `https://a/${'r'.repeat(n - 10)}` },
  { name: 'authorization_details', limit: 16_384, value: detail },
  { name: 'request_context', limit: 8192, value: json },
];

describe('a parameter at its longest', () => {
  const anyone = { adapter: { resolveUser: () => ({ sub: 'alice' }) } };

  it.each(longest)('takes $name of $limit characters', async ({ name, limit, value, beside }) => {
    const text = value(limit);
    expect(text).toHaveLength(limit);
    await start(testHost(anyone), { ...beside, [name]: text });
  });

  it.each(longest)('refuses $name of one character more', async ({ name, limit, value, beside }) => {
    const host = testHost(anyone);
    const res = await ask(host, { ...beside, [name]: value(limit + 1) });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is too long.' });
    await expectNothingAsked(host);
  });
});

const single = [
  'scope',
  'login_hint',
  'login_hint_token',
  'id_token_hint',
  'acr_values',
  'binding_message',
  'user_code',
  'requested_expiry',
  'authorization_details',
  'request_context',
  'request',
  'request_uri',
  'client_notification_token',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'unheard_of',
];

describe('a repeated parameter', () => {
  it.each(single)('%s is refused', async (name) => {
    const host = testHost();
    const res = await ask(host, { [name]: ['one', 'two'] });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });

  it('is refused even where both values are the same', async () => {
    expectRefusal(await ask(testHost(), { login_hint: ['alice', 'alice'] }), [400, 'invalid_request']);
  });

  it('is refused before the client is authenticated', async () => {
    const res = await ask(testHost(), { scope: ['openid', 'openid'] }, { client: null });
    expectRefusal(res, [400, 'invalid_request']);
  });
});

describe('a parameter without a value', () => {
  it.each(['scope', 'login_hint'])('%s counts as left out, and is required', async (name) => {
    const host = testHost();
    expectRefusal(await ask(host, { [name]: '' }), [400, 'invalid_request']);
    expectRefusal(await ask(host, { [name]: undefined }), [400, 'invalid_request']);
    await expectNothingAsked(host);
  });

  it.each([
    'login_hint_token',
    'id_token_hint',
    'acr_values',
    'binding_message',
    'user_code',
    'requested_expiry',
    'resource',
    'authorization_details',
    'request_context',
    'request',
    'request_uri',
    'client_notification_token',
    'client_assertion',
    'client_assertion_type',
    'audience',
  ])('%s counts as left out, and is optional', async (name) => {
    const host = testHost();
    const { id } = await start(host, { [name]: '' });
    const plain = await start(host);
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    const plainly = await host.ciba.getRequest(plain.id, { sub: 'alice' });
    expect(Object.keys(shown ?? {})).toEqual(Object.keys(plainly ?? {}));
  });

  it.each(['client_id', 'client_secret'])(
    '%s counts as left out, and nobody is authenticated',
    async (name) => {
      const host = testHost();
      expectRefusal(await ask(host, { [name]: '' }), [401, 'invalid_client']);
      await expectNothingAsked(host);
    },
  );
});

describe('names that mean something elsewhere', () => {
  it.each([
    ['login_hint[x]', 'mallory'],
    ['login_hint[]', 'mallory'],
    ['scope[0]', 'admin'],
    ['__proto__', 'mallory'],
    ['__proto__[sub]', 'mallory'],
    ['constructor', 'mallory'],
    ['constructor[prototype][sub]', 'mallory'],
    ['toString', 'mallory'],
    ['hasOwnProperty', 'mallory'],
  ])('%s is an unknown parameter like any other', async (name, value) => {
    const host = testHost();
    const { id } = await start(host, { [name]: value });
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(shown).toMatchObject({ user: { sub: 'alice' }, scope: ['openid'] });
    expect(({} as { sub?: string }).sub).toBeUndefined();
  });

  it('are no substitute for the parameter they resemble', async () => {
    const host = testHost();
    const res = await ask(host, { login_hint: undefined, 'login_hint[x]': 'alice' });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A hint is required.' });
    await expectNothingAsked(host);
  });
});

describe('unknown parameters', () => {
  it('are ignored', async () => {
    await start(testHost(), { audience: 'https://api.example', nonce: '', prompt: 'login', purpose: '{' });
  });

  it('reach resolveUser, without the credentials of the client', async () => {
    let seen: URLSearchParams | undefined;
    const host = testHost({
      adapter: {
        resolveUser: (_hint, { params }) => {
          seen = params;
          return { sub: 'alice' };
        },
      },
    });
    await start(host, { audience: 'x' });
    expect([...(seen ?? [])]).toEqual([
      ['client_id', till.client_id],
      ['scope', 'openid'],
      ['login_hint', 'alice'],
      ['audience', 'x'],
    ]);
  });

  it('reach resolveUser, without the assertion of a client that proves itself by one', async () => {
    const signer = signerOf('ES256', {
      token_endpoint_auth_method: 'private_key_jwt',
      backchannel_authentication_request_signing_alg: undefined,
    });
    const seen: string[][] = [];
    const resolveUser = (_hint: unknown, { params }: { params: URLSearchParams }) => {
      seen.push(...params);
      return { sub: 'alice' };
    };
    const host = testHost({ clients: [signer.client], adapter: { resolveUser } });
    const { fields, ...proof } = assertion(signer);
    await start(host, { ...fields, audience: 'x' }, proof);
    expect(seen).toEqual([
      ['scope', 'openid'],
      ['login_hint', 'alice'],
      ['audience', 'x'],
    ]);
  });
});

describe('client_notification_token from a client that polls', () => {
  it.each(['a'.repeat(1025), 'two words', '\u0000', 'n5Jq0Z8w1u3c7m2p'])('is ignored: %j', async (token) => {
    await start(testHost(), { client_notification_token: token });
  });
});
