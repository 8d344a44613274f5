import type { Response } from 'supertest';
import type { TestHost } from './host.js';

/** Printable ASCII without quotes and backslashes. RFC 6749 §5.2. */
export const DESCRIPTION = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/** What a refusal carries besides its code. */
export interface RefusalDetails {
  readonly description?: string;
  readonly retryAfter?: number;
  /** Whether `WWW-Authenticate` is there. */
  readonly challenge?: boolean;
}

/** The answer is this OAuth error, with its exact members and headers. */
export function expectRefusal(
  res: Response,
  [status, error]: readonly [number, string],
  { description, retryAfter, challenge = false }: RefusalDetails = {},
): void {
  const { status: seen, body } = res;
  expect({ status: seen, body }).toEqual({
    status,
    body: { error, error_description: description ?? expect.stringMatching(DESCRIPTION) },
  });
  expectUncachedJson(res);
  expect(res.headers['retry-after']).toBe(retryAfter === undefined ? undefined : String(retryAfter));
  expect(res.headers['www-authenticate']).toBe(challenge ? 'Basic realm="oauth"' : undefined);
}

/** The answer is JSON that nothing may cache. */
export function expectUncachedJson(res: Response): void {
  const { 'content-type': type, 'cache-control': cache, pragma } = res.headers;
  expect({ type, cache, pragma }).toEqual({
    type: 'application/json',
    cache: 'no-store',
    pragma: 'no-cache',
  });
}

/** Nothing is pending for anybody and nobody was asked. */
export async function expectNothingAsked(host: TestHost): Promise<void> {
  expect(host.notified).toEqual([]);
  await expectNothingPending(host);
}

/** Nothing is pending for anybody. */
export async function expectNothingPending({ ciba }: Pick<TestHost, 'ciba'>): Promise<void> {
  for (const sub of ['alice', 'bob']) expect(await ciba.listRequests({ sub })).toEqual([]);
}

/** Nothing that was answered tells the inside text of a fault, and the logger heard of it. */
export function expectLogged(host: Pick<TestHost, 'logged'>, secretText: string, res?: Response): void {
  expect(host.logged.map(inside)).toContainEqual(expect.stringContaining(secretText));
  if (res) expect(JSON.stringify([res.text, res.headers])).not.toContain(secretText);
}

/** The messages of what was logged, down to the innermost cause. */
function inside([error]: readonly unknown[]): string {
  return error instanceof Error ? `${error.message} ${inside([error.cause])}` : String(error);
}
