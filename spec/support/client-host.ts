import type { Response } from 'supertest';
import type { AuthenticationFailure } from '../../lib/client/authentication/failure.js';
import type { CibaEvents } from '../../lib/events.js';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { type TestHost, type TestHostOptions, testHost } from './host.js';
import { expectRefusal } from './http-answers.js';
import type { EndpointCase } from './http-endpoints.js';

/** A host that remembers what reached its store, and why clients were not taken for who they said they were. */
export interface WatchedHost extends TestHost {
  /** The calls of the store, by name. */
  readonly stored: string[];
  readonly failures: CibaEvents['clientAuthenticationFailed'][];
}

/** Makes such a host. */
export function watchedHost(options: TestHostOptions = {}): WatchedHost {
  const stored: string[] = [];
  const failures: WatchedHost['failures'] = [];
  const host = testHost({ store: notingStore(stored), ...options });
  host.ciba.on('clientAuthenticationFailed', (event) => failures.push(event));
  return { ...host, stored, failures };
}

/** A memory store that writes down each call but those of start-up. */
export function notingStore(stored: string[], store: CibaStore = memoryStore()): CibaStore {
  const noting = Object.entries(store).map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      if (name !== 'bind') stored.push(name);
      return (call as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(noting) as CibaStore;
}

/** What a refused client is expected to leave behind. */
export interface Unproven {
  readonly reason: AuthenticationFailure;
  /** Named in the event where it is known. */
  readonly client_id?: string | undefined;
  readonly description?: string;
}

/** The client was refused with 401 and nothing more: the host alone hears why, and neither store nor user hear anything. */
export function expectUnproven(
  host: WatchedHost,
  res: Response,
  { endpoint }: Pick<EndpointCase, 'endpoint'>,
  { reason, client_id, description = 'Client authentication failed.' }: Unproven,
): void {
  expectRefusal(res, [401, 'invalid_client'], { description });
  expect(host.failures).toEqual([{ endpoint, reason, ...(client_id !== undefined && { client_id }) }]);
  expect([host.stored, host.notified, host.logged]).toEqual([[], [], []]);
}
