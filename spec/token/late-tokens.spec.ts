import type { CibaGrant, TokenResponse } from '../../lib/adapter.js';
import { testHost } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { poll, startApproved } from '../support/http-requests.js';

const late = { access_token: 'late', token_type: 'Bearer' };

/** A host whose first tokens come when `arrive` is called, which is after the deadline. */
function slowHost(revokeTokens?: (tokens: TokenResponse, grant: CibaGrant) => unknown) {
  let arrive = (): void => {};
  let minted = 0;
  const issueTokens = async (): Promise<TokenResponse> => {
    if (++minted > 1) return { ...late, access_token: 'prompt' };
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
    return late;
  };
  const host = testHost({
    callbackTimeout: 0.02,
    adapter: { issueTokens, ...(revokeTokens && { revokeTokens }) },
  });
  return { ...host, arrive: () => arrive() };
}

describe('tokens that arrive after their deadline', () => {
  it('are revoked, and the next poll has its own', async () => {
    let revoked: (args: unknown[]) => void;
    const revocation = new Promise<unknown[]>((resolve) => {
      revoked = resolve;
    });
    const host = slowHost((...args) => revoked(args));
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    host.arrive();
    expect(await revocation).toEqual([late, expect.objectContaining({ user: { sub: 'alice' } })]);
    expect((await poll(host, authReqId)).body.access_token).toBe('prompt');
  });

  it.each([
    ['cannot revoke', undefined],
    ['fails to revoke', () => Promise.reject(new Error('revocation is down'))],
    [
      'throws instead of revoking',
      () => {
        throw new Error('revocation is down');
      },
    ],
  ])('harm nothing where the host %s', async (_name, revokeTokens) => {
    const host = slowHost(revokeTokens);
    const { authReqId } = await startApproved(host);
    const res = await poll(host, authReqId);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, 'took longer than 0.02 s', res);
    host.arrive();
    expect((await poll(host, authReqId)).body.access_token).toBe('prompt');
  });
});
