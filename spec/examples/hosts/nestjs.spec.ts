import * as openid from 'openid-client';
import type { Decision, ExampleHost } from './support/example-host.js';
import { startExampleProcess } from './support/example-process.js';
import { approvedTokens, itPlaysTheFlow, till } from './support/flow.js';

/** A process of its own: its decorators need a compiler setting that the suite does without. */
async function startNest(): Promise<ExampleHost> {
  const { url, close } = await startExampleProcess('nestjs', 'examples/nestjs/tsconfig.json');
  const login = new URLSearchParams({ email: 'alice@example.com' });
  const session = await fetch(`${url}/login`, { method: 'POST', body: login });
  const headers = { Cookie: session.headers.getSetCookie()[0]?.split(';')[0] ?? '', Origin: url };
  return {
    url,
    close,
    async decide(decision: Decision) {
      const [latest] = (await (await fetch(`${url}/approvals`, { headers })).json()) as { id: string }[];
      const approval = `${url}/approvals/${latest?.id}/${decision}`;
      return (await fetch(approval, { method: 'POST', headers })).json();
    },
  };
}

describe('the example on NestJS', () => {
  let host: ExampleHost;

  beforeAll(async () => {
    host = await startNest();
  }, 60_000);
  afterAll(() => host.close());

  const me = async (accessToken: string) => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return (await fetch(`${host.url}/me`, { headers })).json();
  };

  itPlaysTheFlow(
    () => host,
    () => till(host),
  );

  it('issues tokens that the host takes', async () => {
    const { access_token } = await approvedTokens(host, await till(host));
    expect(await me(access_token)).toEqual({ client_id: 'till', sub: 'u-1', scope: ['openid'] });
  });

  it('answers client_credentials as before', async () => {
    const { access_token } = await openid.clientCredentialsGrant(await till(host));
    expect(await me(access_token)).toEqual({ client_id: 'till', sub: 'till', scope: ['receipts'] });
  });

  it('leaves a grant that nobody knows to the host', async () => {
    const unknown = openid.genericGrantRequest(await till(host), 'urn:example:other', {});
    await expect(unknown).rejects.toMatchObject({ error: 'unsupported_grant_type', status: 400 });
  });

  it('lets nobody approve who is not signed in', async () => {
    const headers = { Origin: host.url };
    expect((await fetch(`${host.url}/approvals/x/approve`, { method: 'POST', headers })).status).toBe(401);
  });
});
