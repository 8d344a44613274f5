import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, type Fields, start } from '../../support/http-requests.js';

/** What the approval page shows of a request with these fields. */
async function shownFor(fields: Fields): Promise<Record<string, unknown>> {
  const host = testHost();
  const { id } = await start(host, fields);
  return { ...(await host.ciba.getRequest(id, { sub: 'alice' })) };
}

async function expectRefused(fields: Fields, error: string): Promise<void> {
  const host = testHost();
  expectRefusal(await ask(host, fields), [400, error]);
  await expectNothingAsked(host);
}

describe('acr_values', () => {
  it.each([
    ['urn:a urn:b', ['urn:a', 'urn:b']],
    ['  low   high ', ['low', 'high']],
    ['"quoted"', ['"quoted"']],
    [' ', undefined],
  ])('%j reads as %j, and is never an error', async (acr_values, expected) => {
    expect((await shownFor({ acr_values })).acr_values).toEqual(expected);
  });
});

describe('resource', () => {
  it.each([
    [['https://api.example/a'], ['https://api.example/a']],
    [
      ['https://api.example/a', 'https://api.example/b?c=d'],
      ['https://api.example/a', 'https://api.example/b?c=d'],
    ],
    [['https://api.example/a', 'https://api.example/a'], ['https://api.example/a']],
    [['', 'urn:example:api'], ['urn:example:api']],
    [[''], undefined],
  ])('%j names %j', async (resource, expected) => {
    expect((await shownFor({ resource })).resource).toEqual(expected);
  });

  it.each([
    ['a relative reference', ['/api']],
    ['a network-path reference', ['//api.example/a']],
    ['a bare word', ['api']],
    ['a fragment', ['https://api.example/a#b']],
    ['an empty fragment', ['https://api.example/a#']],
    ['no host', ['https://']],
    ['a space', [' https://api.example/a']],
    ['one bad among good', ['https://api.example/a', 'api']],
  ])('with %s is invalid_target', async (_name, resource) => {
    await expectRefused({ resource }, 'invalid_target');
  });
});

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('authorization_details', () => {
  it.each([
    ['[{"type":"payment"}]', [{ type: 'payment' }]],
    [
      ' [ {"type":"a","x":[1,{"y":null}]} , {"type":"a"} ] ',
      [{ type: 'a', x: [1, { y: null }] }, { type: 'a' }],
    ],
    ['[{"type":"a","constructor":{"b":1}}]', [{ type: 'a', constructor: { b: 1 } }]],
  ])('%s is handed over', async (authorization_details, expected) => {
    expect((await shownFor({ authorization_details })).authorization_details).toEqual(expected);
  });

  it('may nest 16 levels', async () => {
    await shownFor({ authorization_details: `[{"type":"a","b":${nested(14)}}]` });
  });

  it.each([
    ['no JSON', '[{"type":'],
    ['single quotes', "[{'type':'a'}]"],
    ['an object', '{"type":"a"}'],
    ['text', '"a"'],
    ['null', 'null'],
    ['an empty array', '[]'],
    ['an array of text', '["payment"]'],
    ['an array of null', '[null]'],
    ['an array of arrays', '[[{"type":"a"}]]'],
    ['one without a type', '[{"type":"a"},{"amount":5}]'],
    ['an empty type', '[{"type":""}]'],
    ['a type that is no text', '[{"type":5}]'],
    ['an inherited type', '[{"__proto__":{"type":"a"}}]'],
    ['a __proto__ member', '[{"type":"a","__proto__":{"admin":true}}]'],
    ['a __proto__ member deep inside', '[{"type":"a","b":[{"c":{"__proto__":1}}]}]'],
    ['17 levels', `[{"type":"a","b":${nested(15)}}]`],
    ['thousands of levels', `[{"type":"a","b":${'['.repeat(7000)}${']'.repeat(7000)}}]`],
  ])('with %s is invalid_authorization_details', async (_name, authorization_details) => {
    await expectRefused({ authorization_details }, 'invalid_authorization_details');
  });
});

describe('request_context', () => {
  it.each([
    ['{}', {}],
    ['{"ip":"192.0.2.1","geo":{"lat":1}}', { ip: '192.0.2.1', geo: { lat: 1 } }],
  ])('%s is handed over', async (request_context, expected) => {
    expect((await shownFor({ request_context })).request_context).toEqual(expected);
  });

  it('may nest 16 levels', async () => {
    await shownFor({ request_context: nested(16) });
  });

  it.each([
    ['no JSON', '{ip:1}'],
    ['an array', '[{}]'],
    ['text', '"x"'],
    ['a number', '5'],
    ['null', 'null'],
    ['a __proto__ member', '{"__proto__":{"admin":true}}'],
    ['17 levels', nested(17)],
  ])('with %s is invalid_request', async (_name, request_context) => {
    await expectRefused({ request_context }, 'invalid_request');
  });
});

describe('a request by value or by reference', () => {
  it.each([
    [
      'request',
      'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
      'The client registered no backchannel_authentication_request_signing_alg.',
    ],
    ['request_uri', 'https://till.example/request.jwt', 'request_uri is not supported.'],
    ['request_uri', 'urn:ietf:params:oauth:request_uri:x', 'request_uri is not supported.'],
  ])('%s is refused', async (name, value, description) => {
    const host = testHost();
    expectRefusal(await ask(host, { [name]: value }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});
