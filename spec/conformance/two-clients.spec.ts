import { randomUUID } from 'node:crypto';
import type { Answer } from './support/call.js';
import { type SuiteClient, VARIANTS } from './support/clients.js';
import { expectError, expectJson } from './support/expect.js';
import { suiteHost } from './support/host.js';
import type { Asking, Plan } from './support/plan.js';
import { signedWithType } from './support/signing.js';
import { expectTokens } from './support/tokens.js';

const host = suiteHost();

describe.each(VARIANTS)('fapi-ciba-id1 with %s', (variant) => {
  const plan = () => host.plan(variant);

  it('takes a first client, known to the issuer alone, to a resource that refuses tokens in URLs', async () => {
    const { first, server } = plan();
    const { accessToken } = await expectTokens(
      plan(),
      first,
      await plan().flow(first, { aud: server.issuer }),
    );
    const interaction = {
      'x-fapi-interaction-id': randomUUID(),
      'x-fapi-auth-date': new Date().toUTCString(),
    };
    const answer = await plan().accounts(accessToken, first, interaction);
    expectResource(answer);
    expect(answer.headers['x-fapi-interaction-id']).toBe(interaction['x-fapi-interaction-id']);
    await expectNoTokenInUrl(plan(), first, accessToken);
    await expectAnyAcceptHeader(plan(), first, accessToken);
  });

  it('takes a second client, with a typed request, an acr and a lifetime of its own, to tokens that only its certificate opens', async () => {
    const { first, second, server } = plan();
    const [acr] = server.acr_values_supported ?? [];
    const change: Asking = {
      sign: signedWithType,
      aud: server.token_endpoint,
      parameters: { requested_expiry: 300, acr_values: acr },
    };
    const { accessToken, claims } = await expectTokens(plan(), second, await plan().flow(second, change));
    expect(acr).toEqual(expect.any(String));
    expect(claims.acr).toBe(acr);
    const answer = await plan().accounts(accessToken, second);
    expectResource(answer);
    expect(answer.headers['x-fapi-interaction-id']).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect((await plan().accounts(accessToken, first)).status).toBe(401);
  });

  it('takes an auth_req_id once', async () => {
    const { second } = plan();
    const authReqId = await plan().begin(second);
    await plan().decide(authReqId, 'allow');
    await expectTokens(plan(), second, await plan().poll(second, authReqId));
    expectError(await plan().poll(second, authReqId), [400, 'invalid_grant']);
  });
});

function expectResource(answer: Answer): void {
  expect(answer.status).toBe(200);
  expectJson(answer);
  expect(answer.headers['content-type']?.toLowerCase()).toMatch(/^application\/json(; ?charset=utf-8)?$/);
  const age = Date.now() - Date.parse(String(answer.headers.date));
  expect(Math.abs(age)).toBeLessThan(300_000);
}

async function expectNoTokenInUrl(plan: Plan, client: SuiteClient, accessToken: string): Promise<void> {
  const url = `${plan.resource}?${new URLSearchParams({ access_token: accessToken })}`;
  expect((await plan.call(url, { certificate: client.certificate })).status).toBe(400);
}

async function expectAnyAcceptHeader(plan: Plan, client: SuiteClient, accessToken: string): Promise<void> {
  for (const Accept of ['application/json;charset=UTF-8', 'application/json, application/*+json, */*']) {
    const headers = { Accept, 'x-fapi-customer-ip-address': '2001:DB8::1893:25c8:1946' };
    expectResource(await plan.accounts(accessToken, client, headers));
  }
}
