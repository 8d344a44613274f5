import { describe, expect, it } from '@jest/globals';
import { formatId, freshIds } from '../../lib/request/ids.js';
import { testHost } from '../support/host.js';
import { start } from '../support/http-requests.js';

/** Bits in a text by the frequencies of its characters, as conformance suites estimate them. Shannon, 1948. */
function estimatedBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return -text.length * shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

/** Bits from which on suites are content. */
const WANTED = 160;

describe('the entropy of an auth_req_id', () => {
  it('is found sufficient by the estimate of the suites, each of 20,000 times', () => {
    const estimates = Array.from({ length: 20_000 }, () => estimatedBits(formatId(freshIds(''))));
    expect(Math.min(...estimates)).toBeGreaterThan(WANTED);
  });

  it('is found sufficient in its secret alone', () => {
    const estimates = Array.from({ length: 20_000 }, () => estimatedBits(freshIds('').secret));
    expect(Math.min(...estimates)).toBeGreaterThan(WANTED);
  });

  it('is found sufficient in what is sent', async () => {
    const { authReqId } = await start(testHost());
    expect(estimatedBits(authReqId)).toBeGreaterThan(WANTED);
  });
});
