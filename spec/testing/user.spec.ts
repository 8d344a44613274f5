import { describe, expect, it, jest } from '@jest/globals';
import { simulatedUser } from 'express-ciba/testing';
import { till as tillClient } from '../support/host.js';
import { kitHost } from './support/host.js';
import { useImpatience } from './support/impatience.js';

describe('a simulated user', () => {
  it('sees what notifyUser was told', async () => {
    const notifyUser = jest.fn();
    const { till, alice } = kitHost({ adapter: { notifyUser } });
    await till.request({ login_hint: 'alice', binding_message: 'W4SCT', acr_values: 'urn:a' });
    expect(notifyUser.mock.calls).toEqual([[await alice.asked()]]);
  });

  it('approves, and the client gets its tokens', async () => {
    const { till, alice } = kitHost();
    const { body } = await till.request({ login_hint: 'alice' });
    expect(await alice.approve()).toEqual({ outcome: 'accepted' });
    const answer = await till.poll(body.auth_req_id);
    expect({ status: answer.status, token: answer.body.access_token }).toEqual({
      status: 200,
      token: 'access',
    });
  });

  it('approves what a test says of the approval', async () => {
    const issueTokens = jest.fn(() => ({ access_token: 'access', token_type: 'Bearer' }));
    const { till, alice } = kitHost({ adapter: { issueTokens } });
    const { body } = await till.request({ login_hint: 'alice', scope: 'openid pay' });
    await alice.approve({ scope: ['openid'], acr: 'urn:a', amr: ['face'] });
    await till.poll(body.auth_req_id);
    expect(issueTokens.mock.calls).toMatchObject([[{ scope: ['openid'], acr: 'urn:a', amr: ['face'] }]]);
  });

  it('gives the number that the client shows', async () => {
    const client = { ...tillClient, backchannel_number_matching: 'pick' } as const;
    const { till, alice } = kitHost({ numberMatching: true, client });
    const { body } = await till.request({ login_hint: 'alice' });
    expect((await alice.asked()).number_matching?.mode).toBe('pick');
    expect(await alice.approve()).toEqual({ outcome: 'number_needed' });
    expect(await alice.approve({ number: body.matching_number ?? '' })).toEqual({ outcome: 'accepted' });
  });

  it('denies', async () => {
    const { till, alice } = kitHost();
    const { body } = await till.request({ login_hint: 'alice' });
    expect(await alice.deny()).toEqual({ outcome: 'accepted' });
    expect((await till.poll(body.auth_req_id)).body.error).toBe('access_denied');
  });

  it('decides after seconds of the clock', async () => {
    const { clock, till, alice } = kitHost();
    const { body } = await till.request({ login_hint: 'alice' });
    clock.after(7, () => alice.approve());
    await clock.advance(6);
    expect((await till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    await clock.advance(1);
    expect((await till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('is asked one thing after the other, in the order in which it was asked', async () => {
    const { till, alice } = kitHost();
    for (const binding_message of ['1', '2', '3'])
      await till.request({ login_hint: 'alice', binding_message });
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i += 1) {
      seen.push((await alice.asked()).binding_message, (await alice.asked()).binding_message);
      await (i === 1 ? alice.deny() : alice.approve());
    }
    expect(seen).toEqual(['1', '1', '2', '2', '3', '3']);
  });

  it('sees what was asked before there was a user, and that first', async () => {
    const { till, ciba } = kitHost();
    await till.request({ login_hint: 'alice', binding_message: 'before' });
    const alice = simulatedUser(ciba, { sub: 'alice' });
    await till.request({ login_hint: 'alice', binding_message: 'after' });
    expect((await alice.asked()).binding_message).toBe('before');
    await alice.approve();
    expect((await alice.asked()).binding_message).toBe('after');
  });

  it('waits to be asked', async () => {
    const { till, alice } = kitHost();
    const approved = alice.approve();
    const { body } = await till.request({ login_hint: 'alice' });
    expect(await approved).toEqual({ outcome: 'accepted' });
    expect((await till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('is asked from the queue too', async () => {
    const { till, alice, ciba } = kitHost({ queueNotifyUser: true });
    const { body } = await till.request({ login_hint: 'alice' });
    await alice.approve();
    expect((await till.poll(body.auth_req_id)).status).toBe(200);
    await ciba.close();
  });
});

describe('a simulated user who waits', () => {
  useImpatience();

  it.each([
    ['that nobody asks', async () => undefined],
    [
      'of whom another user was asked',
      async ({ till }: ReturnType<typeof kitHost>) => till.request({ login_hint: 'bob' }),
    ],
    [
      'whose request has expired',
      async ({ till, clock }: ReturnType<typeof kitHost>) => {
        await till.request({ login_hint: 'alice' });
        await clock.advance(300);
      },
    ],
  ])('gives up after 3 seconds on a request %s', async (_what, prepare) => {
    const host = kitHost();
    await prepare(host);
    await expect(host.alice.asked()).rejects.toThrow('nobody has asked alice within 3 seconds');
  });

  it('does not see a request of which notifyUser failed', async () => {
    const { till, alice } = kitHost({
      adapter: { notifyUser: () => Promise.reject(new Error('no signal')) },
    });
    const asked = await till.request({ login_hint: 'alice' });
    expect({ status: asked.status, error: asked.body.error }).toEqual({
      status: 503,
      error: 'temporarily_unavailable',
    });
    await expect(alice.asked()).rejects.toThrow('nobody has asked alice within 3 seconds');
  });
});
