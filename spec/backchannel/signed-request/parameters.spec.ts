import { describe, expect, it } from '@jest/globals';
import type { HintContext, UserHint } from '../../../lib/adapter.js';
import { type TestHost, testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { start } from '../../support/http-requests.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import { askSigned, type Signer, signerOf, signers, startSigned } from '../../support/signed-request.js';

const WRONG_TYPE = 'A claim of the signed request has the wrong type.';

interface AskedHost extends TestHost {
  /** What `resolveUser` was asked. */
  readonly asked: {
    readonly hint: UserHint;
    readonly params: string[][];
    readonly scope: readonly string[];
  }[];
}

function askedHost({ client }: Signer): AskedHost {
  const asked: AskedHost['asked'] = [];
  const resolveUser = (hint: UserHint, { params, scope }: HintContext) => {
    asked.push({ hint, params: [...params], scope });
    return { sub: 'alice' };
  };
  return { ...testHost({ clients: [client], caps: false, adapter: { resolveUser } }), asked };
}

/** All parameters but the hint, as claims and as they are shown. */
const details = [{ type: 'payment', amount: { value: '5.00', currency: 'EUR' }, notes: ['ü', null, 1.5] }];
const context = { ip: '192.0.2.1', geo: { lat: -0.5 } };
const everything = {
  scope: 'openid pay',
  acr_values: 'urn:a urn:b',
  binding_message: 'Zahlen Sie 5 € 👍 "+%"',
  requested_expiry: 120,
  resource: ['https://a.example/?x=1&y=2', 'https://b.example/'],
  authorization_details: details,
  request_context: context,
};
const shown = {
  scope: ['openid', 'pay'],
  acr_values: ['urn:a', 'urn:b'],
  binding_message: everything.binding_message,
  resource: everything.resource,
  authorization_details: details,
  request_context: context,
};

describe.each(Object.values(signers))('the parameters of a signed request by $key.alg', (signer) => {
  it('takes every parameter as a claim of its own name', async () => {
    const host = askedHost(signer);
    const { id } = await startSigned(host, signer, { claims: everything });
    const request = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(request).toMatchObject(shown);
    expect(Number(request?.expiresAt) - Number(request?.createdAt)).toBe(120_000);
    expect((await host.ciba.listRequests({ sub: 'alice' }))[0]).toEqual(request);
  });

  it('makes of them what it makes of a form', async () => {
    const host = askedHost(signer);
    const fields = {
      ...everything,
      requested_expiry: '120',
      authorization_details: JSON.stringify(details),
      request_context: JSON.stringify(context),
    };
    const plain = { ...signer.client, backchannel_authentication_request_signing_alg: undefined };
    const plainHost = askedHost({ ...signer, client: plain });
    const signed = await startSigned(host, signer, { claims: everything });
    const unsigned = await start(plainHost, fields, { client: plain });
    const [one, other] = [
      await host.ciba.getRequest(signed.id, { sub: 'alice' }),
      await plainHost.ciba.getRequest(unsigned.id, { sub: 'alice' }),
    ];
    const times = { id: '', createdAt: 0, expiresAt: 0 };
    expect({ ...one, ...times }).toEqual({ ...other, ...times });
  });
});

describe('the hint of a signed request', () => {
  it.each(['login_hint', 'login_hint_token'])('reaches resolveUser as it was sent: %s', async (name) => {
    const host = askedHost(signers.ES256);
    const hint = { [name]: ' ünï+code%20 "x" ' };
    await startSigned(host, signers.ES256, { claims: { login_hint: undefined, ...hint } });
    expect(host.asked).toEqual([
      { hint, params: [['scope', 'openid'], ...Object.entries(hint)], scope: ['openid'] },
    ]);
  });

  it('must be there', async () => {
    const wish = { claims: { login_hint: undefined } };
    await expectSignedRefused(signers.ES256, wish, 'A hint is required.');
  });

  it('must be the only one, and an empty one counts as absent', async () => {
    const two = { claims: { login_hint_token: 'x' } };
    await expectSignedRefused(signers.ES256, two, 'Only one hint may be sent.');
    const host = askedHost(signers.ES256);
    await startSigned(host, signers.ES256, { claims: { login_hint_token: '', id_token_hint: '' } });
    expect(host.asked[0]?.hint).toEqual({ login_hint: 'alice' });
  });
});

describe('what resolveUser sees of a signed request', () => {
  it('is its parameters: no claim of the JWT itself, no credential, nothing from outside', async () => {
    const host = askedHost(signers.ES256);
    const claims = { ...everything, sub: 'bob', client_secret: 'x', client_assertion: 'y', audience: 'z' };
    const fields = { vendor: 'outside' };
    await startSigned(host, signers.ES256, { claims }, { fields });
    expect(host.asked[0]?.params).toEqual([
      ['scope', 'openid pay'],
      ['login_hint', 'alice'],
      ['acr_values', 'urn:a urn:b'],
      ['binding_message', everything.binding_message],
      ['requested_expiry', '120'],
      ['resource', 'https://a.example/?x=1&y=2'],
      ['resource', 'https://b.example/'],
      ['authorization_details', JSON.stringify(details)],
      ['request_context', JSON.stringify(context)],
      ['audience', 'z'],
    ]);
  });
});

const texts = [
  ...['scope', 'client_notification_token', 'acr_values', 'login_hint_token', 'id_token_hint', 'login_hint'],
  ...['binding_message', 'user_code'],
];
const wrongTypes = [
  ...texts.flatMap((name) => [5, true, null, ['openid'], {}].map((value) => ({ [name]: value }))),
  ...[true, null, [30], {}].map((requested_expiry) => ({ requested_expiry })),
  ...[5, true, null, {}, [5], [null], [['https://a.example/']], ['https://a.example/', {}]].map(
    (resource) => ({ resource }),
  ),
  ...[5, true, null].flatMap((value) => [{ authorization_details: value }, { request_context: value }]),
].map((claims) => [JSON.stringify(claims), claims] as const);

describe('a parameter that is no parameter of that kind', () => {
  it.each(wrongTypes)('refuses a claim of the wrong type: %s', async (_name, claims) => {
    const signer = signers.ES256;
    const host = testHost({ clients: [signer.client] });
    const res = await askSigned(host, signer, { claims });
    expectRefusal(res, [400, 'invalid_request'], { description: WRONG_TYPE });
    await expectNothingAsked(host);
  });
});

describe('a claim that nobody knows', () => {
  const unknown = [
    ...['text', '', 5, 1.5, true, false, null, [], ['a'], {}, { nested: [1, true, null] }],
  ].map((vendor) => [vendor] as const);

  it.each(unknown)('is ignored, whatever JSON it is: %j', async (vendor) => {
    const host = askedHost(signers.ES256);
    const { id } = await startSigned(host, signers.ES256, { claims: { vendor } });
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ scope: ['openid'] });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'may have a name that means something elsewhere: %s',
    async (name) => {
      const host = askedHost(signers.ES256);
      const claims = JSON.parse(`{"${name}":{"sub":"mallory","scope":"admin"}}`);
      const { id } = await startSigned(host, signers.ES256, { claims });
      const request = await host.ciba.getRequest(id, { sub: 'alice' });
      expect(request).toMatchObject({ user: { sub: 'alice' }, scope: ['openid'] });
      expect(({} as { sub?: string }).sub).toBeUndefined();
    },
  );
});

describe('a parameter of a signed request is judged like that of a form', () => {
  it.each<[string, object, string]>([
    ['a scope without openid', { scope: 'pay' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'openid  pay' }, 'invalid_scope'],
    ['a scope beyond the registered one', { scope: 'openid admin' }, 'invalid_scope'],
    ['a relative resource', { resource: '/api' }, 'invalid_target'],
    ['a relative resource in a list', { resource: ['https://a.example/', 'api'] }, 'invalid_target'],
    ['eleven resources', { resource: Array(11).fill('https://a.example/') }, 'invalid_target'],
    ['a line break to show', { binding_message: 'a\nb' }, 'invalid_binding_message'],
    ['half a character to show', { binding_message: '\ud83d' }, 'invalid_binding_message'],
    ['a login_hint too long', { login_hint: 'h'.repeat(1025) }, 'invalid_request'],
    ['nobody', { login_hint: 'nobody' }, 'unknown_user_id'],
  ])('%s', async (_name, claims, error) => {
    const signer = signerOf('ES256', { scope: 'openid pay' });
    const host = testHost({ clients: [signer.client] });
    expectRefusal(await askSigned(host, signer, { claims: { ...claims } }), [400, error]);
    await expectNothingAsked(host);
  });
});
