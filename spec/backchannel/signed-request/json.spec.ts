import { describe, expect, it } from '@jest/globals';
import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { askSigned, requestClaims, signers, startSigned } from '../../support/signed-request.js';

const signer = signers.ES256;

/** What the approval page shows of a signed request with these claims. */
async function shownFor(claims: object): Promise<Record<string, unknown>> {
  const host = testHost({ clients: [signer.client] });
  const { id } = await startSigned(host, signer, { claims: { ...claims } });
  return { ...(await host.ciba.getRequest(id, { sub: 'alice' })) };
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('authorization_details as a claim', () => {
  const details = [{ type: 'payment', amount: '5.00', to: { iban: 'DE00', 'ü"\\': [1, null, true] } }];

  it('is JSON, or its text', async () => {
    for (const given of [details, JSON.stringify(details), ` ${JSON.stringify(details, null, 2)} `])
      expect((await shownFor({ authorization_details: given })).authorization_details).toEqual(details);
  });

  it.each<[string, unknown]>([
    ['an object', { type: 'payment' }],
    ['an empty list', []],
    ['a list of text', ['payment']],
    ['a list of null', [null]],
    ['a list of lists', [details]],
    ['one without a type', [{ type: 'a' }, { amount: 5 }]],
    ['an empty type', [{ type: '' }]],
    ['a type that is no text', [{ type: 5 }]],
    ['text that is no JSON', '[{"type":'],
    ['text of text', JSON.stringify(JSON.stringify(details))],
  ])('with %s is invalid_authorization_details', async (_name, authorization_details) => {
    const host = testHost({ clients: [signer.client] });
    const res = await askSigned(host, signer, { claims: { authorization_details } });
    expectRefusal(res, [400, 'invalid_authorization_details'], {
      description: 'authorization_details must be an array of objects with a type.',
    });
    await expectNothingAsked(host);
  });

  it('may nest 16 levels', async () => {
    const deep = [{ type: 'a', b: nested(14) }];
    expect((await shownFor({ authorization_details: deep })).authorization_details).toEqual(deep);
  });
});

describe('request_context as a claim', () => {
  const context = { ip: '192.0.2.1', geo: { lat: -0.5, lon: 1e-7 } };

  it('is JSON, or its text', async () => {
    for (const given of [context, JSON.stringify(context)])
      expect((await shownFor({ request_context: given })).request_context).toEqual(context);
    expect((await shownFor({ request_context: {} })).request_context).toEqual({});
  });

  it.each<[string, unknown]>([
    ['a list', [{}]],
    ['text that is no JSON', '{ip:1}'],
    ['text of a list', '[{}]'],
    ['text of null', 'null'],
  ])('with %s is invalid_request', async (_name, request_context) => {
    const host = testHost({ clients: [signer.client] });
    const res = await askSigned(host, signer, { claims: { request_context } });
    expectRefusal(res, [400, 'invalid_request'], { description: 'request_context must be a JSON object.' });
    await expectNothingAsked(host);
  });
});

describe.each(['authorization_details', 'request_context', 'resource', 'claims'])('%s as a claim', (name) => {
  const wrap = (inside: string): string =>
    name === 'authorization_details' ? `[{"type":"a","b":${inside}}]` : `{"a":${inside}}`;
  const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it.each<[string, string]>([
    ['17 levels', wrap(JSON.stringify(nested(name === 'authorization_details' ? 15 : 16)))],
    ['thousands of lists', lists(5000)],
    ['as many lists as there is room for', lists(11_000)],
    ['thousands of objects', wrap(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`)],
    ['a __proto__ member', wrap('{"__proto__":{"admin":true}}')],
    ['a number beyond what can be told apart', wrap('9007199254740993')],
    ['a number beyond all', wrap('1e999')],
  ])('with %s is refused, and no fault', async (_what, json) => {
    const host = testHost({ clients: [signer.client] });
    const payload = JSON.stringify(requestClaims(signer)).replace(/\}$/, `,"${name}":${json}}`);
    expectRefusal(await askSigned(host, signer, { payload }), [400, 'invalid_request']);
    expect(host.logged).toEqual([]);
    await expectNothingAsked(host);
  });
});
