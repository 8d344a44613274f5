import { describe, expect, it } from '@jest/globals';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { pairwiseSubjects } from '../../../lib/client/pairwise/pairwise-subjects.js';
import { testHost, till } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, start } from '../../support/http-requests.js';
import { ways } from '../../support/http-ways.js';

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const ofLength = (length: number): string =>
  JSON.stringify({
    userinfo: { a: { value: 'x'.repeat(length - '{"userinfo":{"a":{"value":""}}}'.length) } },
  });

describe.each(ways)('claims in $way', ({ open }) => {
  it.each<[unknown]>([
    [{}],
    [{ id_token: {} }],
    [{ userinfo: { given_name: null, email: { essential: true } } }],
    [{ id_token: { acr: { essential: true, value: 'urn:a' } } }],
    [{ id_token: { acr: { values: ['urn:a', 'urn:b'] }, auth_time: { essential: true } } }],
    [{ id_token: { 'urn:example:ünï': { value: 'x', purpose: 5 } }, userinfo: { a: null } }],
    [{ id_token: { constructor: null, toString: { essential: false } } }],
    [{ other_place: 'whatever', more: [1, null] }],
    [{ userinfo: { verified_claims: [{ claims: { given_name: null } }, { claims: null }] } }],
  ])('%j is shown as it was sent', async (claims) => {
    const { host, start } = open();
    const { id } = await start({ claims });
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(shown?.claims).toEqual(claims);
  });

  it('may be JSON in text', async () => {
    const { host, start } = open();
    const { id } = await start({ claims: ' {"id_token" : {"acr":null}} ' });
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.claims).toEqual({ id_token: { acr: null } });
  });

  it('without a value is left out', async () => {
    const { host, start } = open();
    const { id } = await start({ claims: '' });
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).not.toHaveProperty('claims');
  });

  it.each<[string, unknown]>([
    ['no JSON', '{id_token:1}'],
    ['an unfinished object', '{"id_token":{'],
    ['text', '"acr"'],
    ['a number in text', '5'],
    ['null in text', 'null'],
    ['true in text', 'true'],
    ['an array', []],
    ['an array of objects', [{ id_token: {} }]],
    ['an id_token that is null', { id_token: null }],
    ['an id_token that is text', { id_token: 'acr' }],
    ['an id_token that is a list', { id_token: ['acr'] }],
    ['a userinfo that is true', { userinfo: true }],
    ['a claim that is true', { id_token: { acr: true } }],
    ['a claim that is text', { id_token: { acr: 'urn:a' } }],
    ['a claim that is a number', { userinfo: { age: 18 } }],
    ['a claim that is a list', { id_token: { acr: ['urn:a'] } }],
    ['an acr whose essential is text', { id_token: { acr: { essential: 'true', value: 'gold' } } }],
    ['an acr of no value', { id_token: { acr: { essential: true, value: '' } } }],
    ['an acr whose value is a number', { id_token: { acr: { value: 0 } } }],
    ['an acr of no values', { id_token: { acr: { essential: true, values: [] } } }],
    ['an acr one of whose values is no text', { id_token: { acr: { values: ['gold', 5] } } }],
    ['a list for a claim that takes none', { userinfo: { email: [{ essential: true }] } }],
    ['an acr whose values are text', { id_token: { acr: { values: 'gold' } } }],
    ['one bad claim among good ones', { id_token: { acr: null, amr: 0 }, userinfo: { a: null } }],
    ['a __proto__ member', '{"__proto__":{"id_token":{}}}'],
    ['a __proto__ member deep inside', '{"id_token":{"acr":{"__proto__":{"essential":true}}}}'],
    ['a claim named __proto__', '{"id_token":{"__proto__":null}}'],
    ['17 levels', `{"id_token":{"a":${nested(15)}}}`],
    ['thousands of levels', `{"id_token":${'['.repeat(2000)}${']'.repeat(2000)}}`],
    ['a number beyond range', '{"id_token":{"a":{"value":1e400}}}'],
    ['a number that loses digits', '{"id_token":{"a":{"value":9007199254740993}}}'],
  ])('with %s is invalid_request', async (_name, claims) => {
    const { host, ask: send } = open();
    const description = 'claims must be a JSON object of requests for claims.';
    expectRefusal(await send({ claims }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });

  it('may nest 16 levels', async () => {
    await open().start({ claims: `{"id_token":{"a":${nested(14)}}}` });
  });

  it('may have 8,192 characters, and not one more', async () => {
    const { host, start, ask: send } = open();
    await start({ claims: ofLength(8192) });
    const description = 'A parameter is too long.';
    expectRefusal(await send({ claims: ofLength(8193) }), [400, 'invalid_request'], { description });
    expect(host.notified).toHaveLength(1);
  });

  it('changes no object but the request', async () => {
    await open().ask({ claims: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('claims in a form', () => {
  it('may not be repeated', async () => {
    const { host } = ways[0]!.open();
    const res = await ask(host, { claims: ['{}', '{}'] });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });
});

describe('claims in a signed request', () => {
  it.each([5, true, null])('of the wrong type are invalid_request: %j', async (claims) => {
    const { host, ask: send } = ways[1]!.open();
    const description = 'A claim of the signed request has the wrong type.';
    expectRefusal(await send({ claims }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});

describe.each(ways)('claims that name a user, in $way,', ({ open }) => {
  const placed = (place: string, sub: unknown) => ({ claims: { [place]: { sub } } });

  describe.each(['id_token', 'userinfo'])('for the %s', (place) => {
    it.each([
      { value: 'alice' },
      { value: 'alice', essential: true },
      { values: ['bob', 'alice'] },
      { essential: true },
      { value: undefined },
      {},
      null,
    ])('ask for the user whom the hint means: %j', async (sub) => {
      await open().start(placed(place, sub));
    });

    it.each(['bob', 'Alice', 'alice ', '', 5, null, true, ['alice'], { alice: true }])(
      'are refused where they name another: %j',
      async (value) => {
        const { host, ask: send } = open();
        const description = 'claims ask for another user than the hint.';
        const res = await send(placed(place, { value }));
        expectRefusal(res, [400, 'unknown_user_id'], { description });
        await expectNothingAsked(host);
      },
    );
  });

  it('are refused where they name several others', async () => {
    const { host, ask: send } = open();
    expectRefusal(await send(placed('userinfo', { values: ['bob', 'carol'] })), [400, 'unknown_user_id'], {
      description: 'claims ask for another user than the hint.',
    });
    await expectNothingAsked(host);
  });

  it('must name the same in both places', async () => {
    const { host, ask: send } = open();
    const claims = { id_token: { sub: { value: 'alice' } }, userinfo: { sub: { value: 'bob' } } };
    expectRefusal(await send({ claims }), [400, 'unknown_user_id'], {
      description: 'claims ask for another user than the hint.',
    });
    await expectNothingAsked(host);
  });

  it('are of no concern where they name them elsewhere', async () => {
    await open().start({ claims: { sub: { value: 'bob' }, elsewhere: { sub: { value: 'bob' } } } });
  });

  it('are judged after the code of the user, so that nobody can be named without it', async () => {
    const order: string[] = [];
    const { ask: send } = open({
      registered: { backchannel_user_code_parameter: true },
      adapter: {
        resolveUser: () => {
          order.push('resolveUser');
          return { sub: 'alice' };
        },
        verifyUserCode: () => order.push('verifyUserCode') > 0,
      },
    });
    expectRefusal(await send({ ...placed('id_token', { value: 'bob' }), user_code: '1' }), [
      400,
      'unknown_user_id',
    ]);
    expect(order).toEqual(['resolveUser', 'verifyUserCode']);
  });
});

describe('claims of a pairwise client that proves its sector by no key', () => {
  it.each(['alice', 'bob'])('may not name %s, so that nobody learns whose pseudonym it is', async (name) => {
    const pairwise = pairwiseSubjects(Buffer.alloc(32, 7));
    const spy: CibaClient = {
      ...till,
      subject_type: 'pairwise',
      backchannel_token_delivery_mode: 'push',
      backchannel_client_notification_endpoint: 'https://rival.example.com/pushes',
    };
    const host = testHost({ clients: [spy], pairwise, deliveryModes: ['poll', 'push'] });
    const value = pairwise.pseudonymOf(name, 'rival.example.com');
    const res = await ask(
      host,
      { claims: JSON.stringify({ id_token: { sub: { value } } }), client_notification_token: 'n'.repeat(22) },
      { client: spy },
    );
    const description = 'claims may not name a user: the client does not prove its sector.';
    expectRefusal(res, [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});

describe('claims of a pairwise client that name a user', () => {
  const pairwise = pairwiseSubjects(Buffer.alloc(32, 7));
  const shop: CibaClient = {
    ...till,
    subject_type: 'pairwise',
    jwks_uri: 'https://shop.example.com/jwks',
    token_endpoint_auth_method: 'private_key_jwt',
  };
  const open = () => testHost({ clients: [shop], pairwise, adapter: { authenticateClient: () => shop } });
  const naming = (value: unknown) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) });

  it('name them as this client knows them', async () => {
    await start(open(), naming(pairwise.pseudonymOf('alice', 'shop.example.com')));
  });

  it.each<[string, unknown]>([
    ['their own name', 'alice'],
    ['their name in another sector', pairwise.pseudonymOf('alice', 'rival.example.com')],
    ['another user of this sector', pairwise.pseudonymOf('bob', 'shop.example.com')],
  ])('are refused with %s', async (_name, value) => {
    const host = open();
    const description = 'claims ask for another user than the hint.';
    expectRefusal(await ask(host, naming(value)), [400, 'unknown_user_id'], { description });
    await expectNothingAsked(host);
  });
});
