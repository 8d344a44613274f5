import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './support/call.js';
import { VARIANTS } from './support/clients.js';
import { expectAcknowledged, expectError, expectPending } from './support/expect.js';
import { suiteHost } from './support/host.js';
import { expectTokens } from './support/tokens.js';

const host = suiteHost();

/** 457 characters: too long for a telephone, and not all of them are Latin. */
const BAD_BINDING_MESSAGE =
  `1234 \u{1F44D}\u{1F3FF} 品川 ${'a message that no small display can hold, '.repeat(11)}`.slice(0, 457);

describe.each(VARIANTS)('flows with %s', (variant) => {
  const plan = () => host.plan(variant);

  it('fapi-ciba-id1-user-rejects-authentication: a refusal is access_denied with 400', async () => {
    const answer = await plan().flow(plan().first, {}, 'deny');
    expectError(answer, [400, 'access_denied']);
  });

  it('fapi-ciba-id1-multiple-call-to-token-endpoint: twenty polls at once are pending or too fast, and harm nothing', async () => {
    const { first } = plan();
    const authReqId = await plan().begin(first);
    expectPending(await plan().poll(first, authReqId));
    await sleep(1000);
    expectPending(await plan().poll(first, authReqId));
    const seen: unknown[] = [];
    for (let polls = 0; polls < 20; polls++) {
      const answer = await plan().poll(first, authReqId);
      expectError(answer, [400, expect.stringMatching(/^(authorization_pending|slow_down)$/)]);
      seen.push(answer.body.error);
    }
    expect(seen).toContain('slow_down');
    await plan().decide(authReqId, 'allow');
    await expectOpened(await plan().poll(first, authReqId));
  });

  it.each([
    ['authorization-request-with-binding-message', 'takes a binding message', { binding_message: '1234' }],
    ['other-scope-order', 'takes scopes in any order', { scope: 'accounts openid' }],
  ])('fapi-ciba-id1-ensure-%s-succeeds: %s', async (_module, _rule, parameters) => {
    await expectOpened(await plan().flow(plan().first, { parameters }));
  });

  it('fapi-ciba-id1-ensure-requested-expiry-as-string-succeeds: takes a lifetime as text', async () => {
    const { first } = plan();
    const answer = await plan().ask(first, { parameters: { requested_expiry: '30' } });
    expect(answer.body.expires_in).toBe(30);
    const authReqId = expectAcknowledged(answer);
    await plan().decide(authReqId, 'allow');
    await expectOpened(await plan().poll(first, authReqId));
  });

  it('fapi-ciba-id1-ensure-authorization-request-with-potentially-bad-binding-message: refuses one that no device could show', async () => {
    const { first } = plan();
    const answer = await plan().ask(first, { parameters: { binding_message: BAD_BINDING_MESSAGE } });
    expectError(answer, [400, 'invalid_binding_message']);
  });

  /** The tokens open the resource. */
  async function expectOpened(answer: Answer): Promise<void> {
    const { first } = plan();
    const { accessToken } = await expectTokens(plan(), first, answer);
    expect((await plan().accounts(accessToken, first)).status).toBe(200);
  }
});
