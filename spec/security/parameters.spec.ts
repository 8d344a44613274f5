import { testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { endpoints } from '../support/http-endpoints.js';
import { exchange } from '../support/http-raw.js';
import { ask, basic, FORM_TYPE } from '../support/http-requests.js';

const resources = (count: number) => Array.from({ length: count }, (_, i) => `https://api.example.com/${i}`);

describe('resource', () => {
  it('may be given ten times', async () => {
    const host = testHost();
    expect((await ask(host, { resource: resources(10) })).status).toBe(200);
    expect((await host.ciba.listRequests({ sub: 'alice' }))[0]?.resource).toEqual(resources(10));
  });

  it('may not be given eleven times, even the same', async () => {
    for (const resource of [resources(11), Array(11).fill('https://a.example')]) {
      const host = testHost();
      const refused = { description: 'Too many resources.' };
      expectRefusal(await ask(host, { resource }), [400, 'invalid_target'], refused);
      await expectNothingAsked(host);
    }
  });

  it.each([
    ...[
      'https://a.example/\u0000',
      'https://a.example/\r\nX: y',
      'https://a.example/\t',
      ' https://a.example',
    ],
    ...[
      'https://a.example/ ',
      'https://a.example/a b',
      'https://a.example/\u007f',
      'https://a.example/\u0085',
    ],
    ...['ht\ttps://a.example', 'https://ä.example', 'https://a.example/#', '/relative', '//a.example'],
  ])('is refused: %j', async (resource) => {
    const host = testHost();
    const refused = { description: 'resource must be an absolute URI.' };
    expectRefusal(await ask(host, { resource }), [400, 'invalid_target'], refused);
    expectRefusal(
      await ask(host, { resource: ['https://a.example', resource] }),
      [400, 'invalid_target'],
      refused,
    );
    await expectNothingAsked(host);
  });
});

describe('acr_values', () => {
  it.each(['a\r\nb', 'a\nb', 'a\rb', 'a\0', '\0', 'a\tb', 'ä', 'a\u2028b', '\u001b[2J'])(
    'is refused: %j',
    async (acr_values) => {
      const host = testHost();
      const refused = { description: 'acr_values must be printable.' };
      expectRefusal(await ask(host, { acr_values }), [400, 'invalid_request'], refused);
      await expectNothingAsked(host);
    },
  );
});

describe('binding_message', () => {
  const selectors = Array.from({ length: 15 }, (_, i): [string, string] => [
    `variation selector ${i + 1}`,
    `a${String.fromCodePoint(0xfe00 + i)}`,
  ]);

  it.each<[string, string]>([
    ['a Hangul filler', 'pay\u3164100'],
    ['other Hangul fillers', 'pay\u115f\uffa0'],
    ['a braille blank', 'pay\u2800100'],
    ['a combining grapheme joiner', 'pay\u034f100'],
    ['a soft hyphen', 'pay\u00ad100'],
    ['a Khmer vowel that shows nothing', 'pay\u17b4'],
    ...selectors,
    ['variation selector 17', 'a\u{e0100}'],
    ['five marks in a row', `e${'\u0301'.repeat(5)}`],
    ['five marks of several kinds', 'e\u0301\u0302\u0303\u0304\u0305'],
    ['nothing but a filler', '\u3164'],
  ])('is refused: %s', async (_name, binding_message) => {
    const host = testHost();
    const refused = { description: 'binding_message: 1 to 100 printable characters.' };
    expectRefusal(await ask(host, { binding_message }), [400, 'invalid_binding_message'], refused);
    await expectNothingAsked(host);
  });

  it.each([
    'Pay \u2764\ufe0f 5 €',
    `e${'\u0301'.repeat(4)} x${'\u0302'.repeat(4)}`,
    'W4SCT',
    '支払い 5円',
    '한국어',
  ])('is shown as sent: %s', async (binding_message) => {
    const host = testHost();
    expect((await ask(host, { binding_message })).status).toBe(200);
    expect((await host.ciba.listRequests({ sub: 'alice' }))[0]?.binding_message).toBe(binding_message);
  });
});

describe.each(endpoints)('client authentication at the $endpoint endpoint', ({ endpoint, send, passed }) => {
  const path = endpoint === 'token' ? '/token' : '/bc-authorize';
  const body =
    endpoint === 'token'
      ? 'grant_type=urn:openid:params:grant-type:ciba&auth_req_id=x'
      : 'scope=openid&login_hint=alice';
  const right = basic('till:till-secret').Authorization;
  const wrong = basic('till:wrong').Authorization;

  it.each([
    ['the same twice', right, right],
    ['the right one first', right, wrong],
    ['the right one last', wrong, right],
    ['a token after it', right, 'Bearer x'],
  ])('takes no two Authorization headers: %s', async (_name, first, second) => {
    const host = testHost();
    const headers = [`Authorization: ${first}`, `authorization: ${second}`, `Content-Type: ${FORM_TYPE}`];
    const head = [`POST ${path} HTTP/1.1`, 'Host: a', ...headers, `Content-Length: ${body.length}`].join(
      '\r\n',
    );
    const answer = await exchange(host.app, `${head}\r\n\r\n${body}`, /\}$/);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(
      '{"error":"invalid_request","error_description":"The Authorization header is malformed."}',
    );
    await expectNothingAsked(host);
  });

  it.each(['till\0', '\0', 'ti\nll', 'till\r\n', 'till\u007f', 'till\u009b', 'tïll'])(
    'asks the host for no client %j',
    async (id) => {
      const getClient = jest.fn(() => till);
      const host = testHost({ adapter: { getClient } });
      const inForm = await send(host, { client: { ...till, client_id: id } });
      expectRefusal(inForm, [401, 'invalid_client']);
      for (const shown of [id, encodeURIComponent(id)]) {
        const inHeader = await send(host, { client: null, headers: basic(`${shown}:till-secret`) });
        expectRefusal(inHeader, [401, 'invalid_client'], { challenge: true });
      }
      expect(getClient).not.toHaveBeenCalled();
    },
  );

  it.each([
    ...['2020-01-01', '2999-01-01T00:00:00Z', 'never', '', '1577836800', '0', {}, [], Number.NaN, null, -1],
  ])('counts a secret as expired whose end is %j', async (client_secret_expires_at) => {
    const host = testHost({ clients: [{ ...till, client_secret_expires_at } as never] });
    expectRefusal(await send(host), [401, 'invalid_client']);
  });

  it.each([0, undefined, 32_503_680_000])(
    'takes a secret whose end is %j',
    async (client_secret_expires_at) => {
      const host = testHost({ clients: [{ ...till, client_secret_expires_at }] });
      const { status, body: answer } = await send(host);
      expect([status, answer.error]).toEqual(passed);
    },
  );

  it('reads an end that is a number written as text as that number', async () => {
    const client_secret_expires_at = '32503680000' as never;
    const { status, body: answer } = await send(
      testHost({ clients: [{ ...till, client_secret_expires_at }] }),
    );
    expect([status, answer.error]).toEqual(passed);
  });
});
