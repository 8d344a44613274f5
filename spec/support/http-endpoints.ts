import type { Response } from 'supertest';
import type { TestHost } from './host.js';
import { ask, type FormPost, poll } from './http-requests.js';

/** One of the two endpoints, asked in a way that only a client's authentication can spoil. */
export interface EndpointCase {
  readonly endpoint: 'backchannel' | 'token';
  /** What a client that proved itself hears. */
  readonly passed: readonly [number, string | undefined];
  send(host: Pick<TestHost, 'app'>, sent?: FormPost): Promise<Response>;
}

/** Both endpoints, for `describe.each`. */
export const endpoints: readonly EndpointCase[] = [
  {
    endpoint: 'backchannel',
    passed: [200, undefined],
    send: (host, { fields = {}, ...sent } = {}) => ask(host, fields, sent),
  },
  { endpoint: 'token', passed: [400, 'invalid_grant'], send: (host, sent = {}) => poll(host, 'no-id', sent) },
];

/** The client was taken for who it says it is. */
export function expectPassed(res: Response, { passed: [status, error] }: EndpointCase): void {
  expect({ status: res.status, error: res.body.error }).toEqual({ status, error });
}
