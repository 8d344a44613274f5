import type { CibaGrant, TokenResponse } from '../../lib/adapter.js';
import { type TestHost, testHost, till } from '../support/host.js';
import { expectRefusal, expectUncachedJson } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { type Fields, poll, start, startApproved } from '../support/http-requests.js';

interface MintingHost extends TestHost {
  readonly grants: CibaGrant[];
}

/** A host whose issueTokens returns these members on top of the standard ones, and remembers its grants. */
function mintingHost(members: object = {}, options: Parameters<typeof testHost>[0] = {}): MintingHost {
  const grants: CibaGrant[] = [];
  const issueTokens = (grant: CibaGrant): TokenResponse => {
    grants.push(grant);
    return { access_token: 'at', token_type: 'Bearer', ...members };
  };
  return { ...testHost({ ...options, adapter: { ...options.adapter, issueTokens } }), grants };
}

/** The tokens for an approval with this content. */
async function redeemed(host: TestHost, fields: Fields = {}, approval: object = {}): Promise<TokenResponse> {
  const { authReqId, id } = await start(host, fields);
  expect(await host.ciba.approve(id, { sub: 'alice', ...approval })).toEqual({ outcome: 'accepted' });
  const { status, body } = await poll(host, authReqId);
  expect(status).toBe(200);
  return body;
}

describe.each(expressVersions)('the token response, on $version', ({ express }) => {
  it('has exactly what issueTokens returned, the scope and an ID token', async () => {
    const host = testHost({ express });
    const { authReqId } = await startApproved(host, { scope: 'openid pay' });
    const res = await poll(host, authReqId);
    expect({ status: res.status, body: res.body }).toEqual({
      status: 200,
      body: {
        access_token: 'access-1',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'openid pay',
        id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    });
    expectUncachedJson(res);
    expect(host.hostTokenRequests).toEqual([]);
  });

  it('comes once', async () => {
    const host = testHost({ express });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(200);
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
  });

  it('comes once to polls at the same time', async () => {
    const host = mintingHost({}, { express });
    const { authReqId } = await startApproved(host);
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll(host, authReqId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(host.grants).toHaveLength(1);
  });
});

describe('what issueTokens is asked for', () => {
  it('is the approval, or else what was requested', async () => {
    const host = mintingHost();
    const fields = {
      scope: 'openid pay',
      resource: ['https://a.example', 'https://b.example'],
      authorization_details: '[{"type":"a"}]',
    };
    await redeemed(host, fields, { acr: 'high', amr: ['face'], auth_time: 1_700_000_000 });
    expect(host.grants).toEqual([
      {
        client: till,
        user: { sub: 'alice' },
        sub: 'alice',
        scope: ['openid', 'pay'],
        acr: 'high',
        amr: ['face'],
        auth_time: 1_700_000_000,
        authorization_details: [{ type: 'a' }],
        resource: ['https://a.example', 'https://b.example'],
        deliveryMode: 'poll',
      },
    ]);
  });

  it('has no member that nobody spoke of', async () => {
    const host = mintingHost();
    const decidedAt = host.clock.now();
    await redeemed(host);
    expect(host.grants).toEqual([
      {
        client: till,
        user: { sub: 'alice' },
        sub: 'alice',
        scope: ['openid'],
        auth_time: Math.floor(decidedAt / 1000),
        deliveryMode: 'poll',
      },
    ]);
  });

  it('is for the user as getUser reads it now', async () => {
    const getUser = async (sub: string) => ({ sub, email: 'alice@example.com' });
    const host = mintingHost({}, { adapter: { getUser } });
    await redeemed(host);
    expect(host.grants[0]?.user).toEqual({ sub: 'alice', email: 'alice@example.com' });
  });
});

describe('members of issueTokens', () => {
  it.each([
    ['refresh_token', 'rt'],
    ['scope', 'openid'],
    ['token_type', 'DPoP'],
    ['expires_in', 60],
    ['authorization_details', [{ type: 'a', enriched: true }]],
    ['issued_by', { node: 7 }],
  ])('%s goes on the wire as it is', async (member, value) => {
    const body = await redeemed(mintingHost({ [member]: value }));
    expect(body[member]).toEqual(value);
  });

  it('id_token is kept', async () => {
    expect((await redeemed(mintingHost({ id_token: 'the.hosts.own' }))).id_token).toBe('the.hosts.own');
  });

  it('id_token is kept where there are no keys', async () => {
    const host = mintingHost({ id_token: 'the.hosts.own' }, { idToken: { keys: [] } });
    expect((await redeemed(host)).id_token).toBe('the.hosts.own');
  });

  it.each(['scope', 'authorization_details', 'id_token'])(
    '%s that is undefined counts as not returned',
    async (member) => {
      const details = [{ type: 'a' }];
      const fields = { scope: 'openid pay', authorization_details: JSON.stringify(details) };
      const body = await redeemed(mintingHost({ [member]: undefined }), fields, { scope: ['openid'] });
      expect(body).toEqual({
        access_token: 'at',
        token_type: 'Bearer',
        scope: 'openid',
        authorization_details: details,
        id_token: expect.any(String),
      });
    },
  );
});

describe('an approval that grants less', () => {
  it('says so in scope', async () => {
    const host = mintingHost();
    const body = await redeemed(host, { scope: 'openid pay read' }, { scope: ['openid', 'read'] });
    expect(body.scope).toBe('openid read');
    expect(host.grants[0]?.scope).toEqual(['openid', 'read']);
  });

  it('returns the authorization_details that were granted', async () => {
    const host = mintingHost();
    const fields = { authorization_details: '[{"type":"a","x":1},{"type":"b"}]' };
    const body = await redeemed(host, fields, { authorization_details: [{ type: 'b' }] });
    expect(body.authorization_details).toEqual([{ type: 'b' }]);
    expect(host.grants[0]?.authorization_details).toEqual([{ type: 'b' }]);
  });

  it('returns all authorization_details where it names none', async () => {
    const body = await redeemed(mintingHost(), { authorization_details: '[{"type":"a"}]' });
    expect(body.authorization_details).toEqual([{ type: 'a' }]);
  });

  it('returns no authorization_details where none were asked for', async () => {
    expect(await redeemed(mintingHost())).not.toHaveProperty('authorization_details');
  });
});

describe('parameters of other grants', () => {
  it.each(['scope', 'code', 'refresh_token', 'redirect_uri'])('%s changes nothing', async (name) => {
    const host = testHost();
    const { authReqId } = await startApproved(host);
    const { status, body } = await poll(host, authReqId, { fields: { [name]: 'openid admin' } });
    expect({ status, scope: body.scope }).toEqual({ status: 200, scope: 'openid' });
  });
});
