import { expect } from '@jest/globals';
import type { DecisionAnswer } from '../../lib/decision/decisions.js';
import type { TestHost } from './host.js';

/** One way in which a request ends. */
export interface Outcome {
  readonly name: string;
  decide(host: TestHost, id: string): Promise<void>;
  /** What a poll is answered afterwards. */
  readonly polled: { readonly status: number; readonly error?: string };
  /** The error that is pushed. CIBA Core 1.0 §12. */
  readonly pushed?: string;
}

/** All decisions, each with what the client hears of it. */
export const outcomes: readonly Outcome[] = [
  {
    name: 'an approval',
    decide: accepted(({ ciba }, id) => ciba.approve(id, { sub: 'alice' })),
    polled: { status: 200 },
  },
  {
    name: 'a denial',
    decide: accepted(({ ciba }, id) => ciba.deny(id, { sub: 'alice' })),
    polled: { status: 400, error: 'access_denied' },
    pushed: 'access_denied',
  },
  {
    name: 'a failure',
    decide: accepted(({ ciba }, id) => ciba.fail(id, { reason: 'phone lost' })),
    polled: { status: 400, error: 'expired_token' },
    pushed: 'transaction_failed',
  },
  {
    name: 'a withdrawal by the host',
    decide: accepted(({ ciba }, id) => ciba.cancel(id)),
    polled: { status: 400, error: 'expired_token' },
    pushed: 'transaction_failed',
  },
];

function accepted(decide: (host: TestHost, id: string) => Promise<DecisionAnswer>): Outcome['decide'] {
  return async (host, id) => {
    expect(await decide(host, id)).toEqual({ outcome: 'accepted' });
  };
}
