import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start } from '../support/http-requests.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** A resolveUser that takes this long by the process's monotonic clock, without waiting. */
function slow(milliseconds: number): () => { sub: string } {
  let passed = 0;
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  return () => {
    passed += milliseconds;
    return { sub: 'alice' };
  };
}

describe('expires_in', () => {
  it('runs from the receipt of the request, not from when the user is asked', async () => {
    const host = testHost({ expiresIn: 60, adapter: { resolveUser: slow(40_000) } });
    const { authReqId } = await start(host);
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(Number(shown?.expiresAt) - Number(shown?.createdAt)).toBe(60_000);
    host.clock.advance(19_000);
    expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 5 });
    host.clock.advance(1_000);
    expectRefusal(await poll(host, authReqId), [400, 'expired_token']);
  });
});
