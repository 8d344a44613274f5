import type { Answer } from './call.js';
import { shannonBits } from './entropy.js';

/** Printable ASCII without quotes and backslashes. RFC 6749 §5.2, CIBA Core 1.0 §13. */
const DESCRIPTION = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/** Below, the suite fails; up to the second, it warns. Bits by Shannon's estimate. */
const BITS = { required: 96, recommended: 160 };

/** The suite takes the media type alone. */
export function expectJson({ headers }: Answer): void {
  expect(headers['content-type']?.split(';')[0]?.trim()).toBe('application/json');
}

/** This error in JSON, and no member that the specification does not know. CIBA Core 1.0 §11, §13. */
export function expectError(answer: Answer, [status, error]: readonly [number, unknown]): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: { error, error_description: expect.stringMatching(DESCRIPTION) },
  });
  expectJson(answer);
}

interface Acknowledgement {
  readonly auth_req_id: string;
  readonly expires_in: number;
  readonly interval: number;
}

/** An acknowledgement; answers its `auth_req_id`. CIBA Core 1.0 §7.3. */
export function expectAcknowledged(answer: Answer): string {
  const { status, body } = answer;
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      auth_req_id: expect.stringMatching(/^[A-Za-z0-9._-]{16,}$/),
      expires_in: expect.any(Number),
      interval: expect.any(Number),
    },
  });
  expectJson(answer);
  const { auth_req_id: authReqId, expires_in, interval } = body as unknown as Acknowledgement;
  expect(shannonBits(authReqId)).toBeGreaterThan(BITS.recommended);
  expectWithin(expires_in, 1, 356 * 24 * 3600);
  expectWithin(interval, 0, 6 * 3600);
  return authReqId;
}

function expectWithin(value: number, least: number, most: number): void {
  expect(Number.isInteger(value) && value >= least && value <= most).toBe(true);
}

/** The user has not answered yet. CIBA Core 1.0 §11. */
export function expectPending(answer: Answer): void {
  expectError(answer, [400, 'authorization_pending']);
}

/** A token that nobody guesses, of characters that may travel. RFC 6749 §10.10, Appendix A. */
export function expectStrongToken(token: unknown): asserts token is string {
  expect(token).toEqual(expect.stringMatching(/^[\x20-\x7E]{16,}$/));
  expect(shannonBits(String(token))).toBeGreaterThan(BITS.recommended);
}

/** Nothing on the way may keep the answer. RFC 6749 §5.1. */
export function expectUncached({ headers }: Answer): void {
  expect([headers['cache-control'], headers.pragma]).toEqual(['no-store', 'no-cache']);
}
