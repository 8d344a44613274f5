import fc from 'fast-check';
import type { CibaGrant } from '../../lib/adapter.js';
import type { AuthorizationDetail } from '../../lib/request/record.js';
import { type TestHost, testHost } from '../support/host.js';
import { type Fields, poll, start, startApproved } from '../support/http-requests.js';

const A = 'https://a.example';
const B = 'https://b.example';
const details = [{ type: 'payment', amount: 5 }, { type: 'account' }];
const everything = { resource: [A, B], authorization_details: JSON.stringify(details) };

interface Minting extends TestHost {
  readonly grants: CibaGrant[];
}

function mintingHost(options: Parameters<typeof testHost>[0] = {}): Minting {
  const grants: CibaGrant[] = [];
  const issueTokens = (grant: CibaGrant) => {
    grants.push(grant);
    return { access_token: 'a', token_type: 'Bearer' };
  };
  return { ...testHost({ ...options, adapter: { issueTokens } }), grants };
}

describe('a token request may ask for a part of what was granted', () => {
  it.each<[string, Fields, Partial<CibaGrant>]>([
    ['nothing said is all of it', {}, { resource: [A, B], authorization_details: details }],
    ['one resource', { resource: B }, { resource: [B], authorization_details: details }],
    ['both resources', { resource: [B, A] }, { resource: [B, A], authorization_details: details }],
    [
      'one detail',
      { authorization_details: '[{"type":"account"}]' },
      { resource: [A, B], authorization_details: [{ type: 'account' }] },
    ],
    ['no value counts as nothing said', { resource: '', authorization_details: '' }, { resource: [A, B] }],
  ])('%s', async (_name, fields, granted) => {
    const host = mintingHost();
    const { authReqId } = await startApproved(host, everything);
    const { status, body } = await poll(host, authReqId, { fields });
    expect(status).toBe(200);
    expect(host.grants).toEqual([expect.objectContaining(granted)]);
    expect(body.authorization_details).toEqual(host.grants[0]?.authorization_details);
  });
});

describe('a token request that asks for more gets nothing and uses nothing up', () => {
  const target = { error: 'invalid_target', error_description: 'resource was not granted.' };
  const wrong = {
    error: 'invalid_authorization_details',
    error_description: 'authorization_details were not granted.',
  };

  it.each<[string, Fields, object]>([
    ['another resource', { resource: 'https://c.example' }, target],
    ['a granted and another resource', { resource: [A, 'https://c.example'] }, target],
    ['a resource below a granted one', { resource: `${A}/pay` }, target],
    ['a resource in other letters', { resource: 'https://A.example' }, target],
    ['another detail', { authorization_details: '[{"type":"payment","amount":6}]' }, wrong],
    ['a granted detail twice', { authorization_details: '[{"type":"account"},{"type":"account"}]' }, wrong],
    [
      'a resource with a fragment',
      { resource: `${A}#x` },
      { error: 'invalid_target', error_description: 'resource must be an absolute URI.' },
    ],
    [
      'details that are no list',
      { authorization_details: '{"type":"account"}' },
      {
        error: 'invalid_authorization_details',
        error_description: 'authorization_details must be an array of objects with a type.',
      },
    ],
    [
      'details twice',
      { authorization_details: ['[{"type":"account"}]', '[{"type":"account"}]'] },
      { error: 'invalid_request', error_description: 'A parameter is repeated.' },
    ],
  ])('%s', async (_name, fields, body) => {
    const host = mintingHost();
    const { authReqId } = await startApproved(host, everything);
    const refused = await poll(host, authReqId, { fields });
    expect([refused.status, refused.body]).toEqual([400, body]);
    expect(host.grants).toEqual([]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each<[string, Fields, string]>([
    ['a resource where none was asked for', { resource: A }, 'invalid_target'],
    [
      'a detail where none was asked for',
      { authorization_details: '[{"type":"a"}]' },
      'invalid_authorization_details',
    ],
  ])('%s', async (_name, fields, error) => {
    const host = mintingHost();
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId, { fields })).body.error).toBe(error);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('a detail that the user did not grant', async () => {
    const host = mintingHost();
    const { authReqId } = await startApprovedInPart(host);
    const fields = { authorization_details: JSON.stringify([details[0]]) };
    expect((await poll(host, authReqId, { fields })).body.error).toBe('invalid_authorization_details');
    expect((await poll(host, authReqId)).body.authorization_details).toEqual([details[1]]);
  });

  it.each<[string, Fields]>([
    ['details of 16,385 characters', { authorization_details: `[{"type":"${'x'.repeat(16_373)}"}]` }],
    ['a resource of 2,049 characters', { resource: `https://a.example/${'x'.repeat(2031)}` }],
  ])('%s are too long, whatever was granted', async (_name, fields) => {
    const host = mintingHost();
    const { authReqId } = await startApproved(host, everything);
    const { status, body } = await poll(host, authReqId, { fields });
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'A parameter is too long.' },
    ]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('a type that means nothing here is refused before the store is asked', async () => {
    const host = mintingHost({ authorizationDetails: { account: {} } });
    const fields = { authorization_details: '[{"type":"payment"}]' };
    const { body } = await poll(host, `${'A'.repeat(22)}.${'A'.repeat(43)}`, { fields });
    expect(body).toEqual({
      error: 'invalid_authorization_details',
      error_description: 'A type of authorization_details is unknown.',
    });
  });

  it('is told so only once the user has approved', async () => {
    const host = mintingHost();
    const { body } = await poll(host, (await pendingOf(host)).authReqId, {
      fields: { resource: 'https://c.example' },
    });
    expect(body.error).toBe('authorization_pending');
  });
});

describe('whatever is asked of a grant', () => {
  it('what is issued is never more than what was granted', async () => {
    const resources = fc.subarray([A, B, 'https://c.example']);
    const some = fc.array(fc.constantFrom<AuthorizationDetail>({ type: 'x', n: 1 }, { type: 'x', n: 2 }), {
      maxLength: 3,
    });
    const host = mintingHost({ caps: false });
    await fc.assert(
      fc.asyncProperty(resources, some, resources, some, async (resource, granted, askedResource, asked) => {
        const { authReqId } = await startApproved(host, {
          resource,
          ...(granted.length > 0 && { authorization_details: JSON.stringify(granted) }),
        });
        const fields = {
          resource: askedResource,
          ...(asked.length > 0 && { authorization_details: JSON.stringify(asked) }),
        };
        const { status, body } = await poll(host, authReqId, { fields });
        const within =
          askedResource.every((each) => resource.includes(each)) &&
          [1, 2].every((n) => countOf(asked, n) <= countOf(granted, n));
        expect(status).toBe(within ? 200 : 400);
        if (!within) return;
        expect(body.authorization_details ?? []).toEqual(asked.length > 0 ? asked : granted);
        expect(host.grants.at(-1)?.resource ?? []).toEqual(
          askedResource.length > 0 ? askedResource : resource,
        );
      }),
      { numRuns: 100 },
    );
  });
});

function countOf(of: readonly AuthorizationDetail[], n: number): number {
  return of.filter((detail) => detail.n === n).length;
}

async function startApprovedInPart(host: Minting): Promise<{ authReqId: string }> {
  const { id, authReqId } = await start(host, everything);
  await host.ciba.approve(id, { sub: 'alice', authorization_details: [details[1] as AuthorizationDetail] });
  return { authReqId };
}

async function pendingOf(host: Minting): Promise<{ authReqId: string }> {
  return start(host, everything);
}
