import { setTimeout as sleep } from 'node:timers/promises';
import { type SuiteClient, VARIANTS } from './support/clients.js';
import { expectError } from './support/expect.js';
import { suiteHost } from './support/host.js';
import type { Asking, Plan } from './support/plan.js';
import { signedWithType } from './support/signing.js';
import { expectRefreshed, expectTokens } from './support/tokens.js';

const host = suiteHost();

describe.each(VARIANTS)('fapi-ciba-id1-refresh-token with %s', (variant) => {
  it('refreshes the tokens of two clients, and of neither for the other', async () => {
    const plan = host.plan(variant);
    const { first, second, server } = plan;
    await refreshed(plan, first, { aud: server.issuer });
    const refreshToken = await refreshed(plan, second, { aud: server.token_endpoint, sign: signedWithType });
    expectError(await refresh(plan, first, refreshToken), [400, 'invalid_grant']);
  });
});

/** Gets tokens and refreshes them once; answers the refresh token. */
async function refreshed(plan: Plan, client: SuiteClient, change: Asking): Promise<string> {
  const authReqId = await plan.begin(client, change);
  await plan.decide(authReqId, 'allow');
  const tokens = await expectTokens(plan, client, await plan.poll(client, authReqId));
  const { refreshToken = '' } = tokens;
  // A second ID token of the same second could not show when it was issued.
  await sleep(1000);
  const again = await expectTokens(plan, client, await refresh(plan, client, refreshToken));
  expect(again.accessToken).not.toBe(tokens.accessToken);
  expectRefreshed(tokens.claims, again.claims);
  expect((await plan.accounts(again.accessToken, client)).status).toBe(200);
  return again.refreshToken ?? refreshToken;
}

/** The first client names the scope, the second leaves it out. */
function refresh(plan: Plan, client: SuiteClient, refresh_token: string) {
  const { id, scope } = client;
  const named = id === plan.first.id ? { scope } : {};
  return plan.grant(client, { grant_type: 'refresh_token', refresh_token, ...named });
}
