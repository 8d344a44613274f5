import type { CibaGrant, TokenResponse } from '../../lib/adapter.js';
import type { CibaEvents } from '../../lib/events.js';
import type { CibaStore } from '../../lib/request/store.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { poll, startApproved } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

interface CommitHost extends TestHost {
  readonly revoked: (readonly [TokenResponse, CibaGrant])[];
  readonly redeemed: CibaEvents['redeemed'][];
}

function hostWith(
  replaced: (store: CibaStore) => Partial<CibaStore>,
  options: Parameters<typeof testHost>[0] = {},
): CommitHost {
  const revoked: (readonly [TokenResponse, CibaGrant])[] = [];
  const redeemed: CibaEvents['redeemed'][] = [];
  const revokeTokens = (...args: readonly [TokenResponse, CibaGrant]) => revoked.push(args);
  const host = testHost({
    store: storeWith(replaced),
    ...options,
    adapter: { revokeTokens, ...options.adapter },
  });
  host.ciba.on('redeemed', (event) => redeemed.push(event));
  return { ...host, revoked, redeemed };
}

/** A store whose claims are lost at the first commit. */
const lostOnce = (behind: CibaStore): Partial<CibaStore> => {
  let lost = false;
  return {
    commit: async (claim) => {
      if (lost) return behind.commit(claim);
      lost = true;
      await behind.release(claim);
      return 'lost';
    },
  };
};

describe('a commit that is lost', () => {
  it('sends no tokens, revokes them, and leaves the approval to the next poll', async () => {
    const host = hostWith(lostOnce);
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(res.text).not.toContain('access-1');
    expect(host.revoked).toEqual([
      [
        expect.objectContaining({ access_token: 'access-1', id_token: expect.any(String) }),
        expect.objectContaining({ user: { sub: 'alice' }, scope: ['openid'] }),
      ],
    ]);
    expect(host.redeemed).toEqual([]);
    expect((await poll(host, authReqId)).body.access_token).toBe('access-2');
    expect(host.redeemed).toHaveLength(1);
  });

  it('is answered the same where the host revokes nothing', async () => {
    const host = testHost({ store: storeWith(lostOnce) });
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('revocation is down')), 'revocation is down'],
    ['never ends', () => new Promise(() => {}), 'took longer than 0.05 s'],
  ])('is answered the same where revokeTokens %s, which is logged', async (_name, revokeTokens, logged) => {
    const host = hostWith(lostOnce, { adapter: { revokeTokens }, callbackTimeout: 0.05 });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, logged, res);
  });
});

describe('a commit that is not answered', () => {
  const unansweredOnce =
    (takesEffect: boolean) =>
    (behind: CibaStore): Partial<CibaStore> => {
      let first = true;
      return {
        commit: async (claim) => {
          if (!first) return behind.commit(claim);
          first = false;
          if (takesEffect) await behind.commit(claim);
          throw new Error('connection reset');
        },
      };
    };

  it.each([
    ['took effect', true],
    ['took none', false],
  ])('is tried again with the same claim where it %s', async (_name, takesEffect) => {
    const host = hostWith(unansweredOnce(takesEffect));
    const { authReqId } = await startApproved(host);
    const { status, body } = await poll(host, authReqId);
    expect({ status, token: body.access_token }).toEqual({ status: 200, token: 'access-1' });
    expectLogged(host, 'connection reset');
    expect(host.revoked).toEqual([]);
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
  });

  it('until the lease ends: then the tokens are revoked and not sent', async () => {
    const replaced = () => ({ commit: () => Promise.reject(new Error('connection reset')) });
    const host = hostWith(replaced, { claimLease: 0.3, callbackTimeout: 0.05 });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(host.revoked).toHaveLength(1);
    expect(host.redeemed).toEqual([]);
  });
});

describe('a poll while another one mints', () => {
  it('hears authorization_pending with Retry-After 1, uncounted', async () => {
    let letGo: (() => void) | undefined;
    const minting = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let entered: (() => void) | undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const issueTokens = async () => {
      entered?.();
      await minting;
      return { access_token: 'at', token_type: 'Bearer' };
    };
    const host = testHost({ adapter: { issueTokens } });
    const { authReqId } = await startApproved(host);
    const first = poll(host, authReqId);
    await inside;
    for (let round = 0; round < 3; round++) {
      expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 1 });
    }
    letGo?.();
    expect((await first).status).toBe(200);
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
  });
});

describe('a store that fails at a poll', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error("READONLY You can't write"))],
    ['does not answer', () => new Promise<never>(() => {})],
  ])('is 503 where it %s, never invalid_grant', async (_name, failing) => {
    const host = testHost({ store: storeWith(() => ({ poll: failing })), storeTimeout: 0.02 });
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(host.logged).toHaveLength(1);
  });

  it('keeps its own answer where a claim cannot be given back', async () => {
    const host = hostWith(() => ({ release: () => Promise.reject(new Error('release was lost')) }), {
      adapter: { issueTokens: () => Promise.reject(new Error('mint')) },
    });
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(host.logged).toHaveLength(2);
    expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 1 });
  });
});
