import type { LookupFunction } from 'node:net';
import type { GuardedRequest, GuardedResponse } from './exchange.js';
import { PooledClient } from './pooled-client.js';
import { resolver } from './resolve.js';
import { type GuardedClientOptions, settingsOf } from './settings.js';

export type { GuardedClientOptions, GuardedRequest, GuardedResponse };

/** The way out: whatever this package calls, it calls through one of these. */
export interface GuardedClient {
  /** Resolves with the answer, whatever its status; all else rejects with an {@link OutboundError}. */
  request(url: string, request?: GuardedRequest): Promise<GuardedResponse>;
  /** Ends all connections and the requests on them; later requests are refused. */
  close(): void;
}

/**
 * An HTTPS client for URLs that others have registered: it calls public addresses and nothing else.
 *
 * The address is judged where the connection is made, so that neither a name nor a DNS answer that changes (rebinding)
 * leads inside. https alone, certificates verified, no redirect followed, no proxy asked, no cookie kept, nothing
 * decompressed; time, size and connections are bounded. Wherever in doubt it refuses.
 *
 * @throws ConfigurationError for options that are out of range
 * @example
 * ```ts
 * import { guardedClient, OutboundError } from 'express-ciba';
 *
 * const outbound = guardedClient({ hosts: ['client.example.com'], timeout: 5 });
 *
 * async function keySet(): Promise<unknown> {
 *   try {
 *     const { status, body } = await outbound.request('https://client.example.com/jwks.json');
 *     return status === 200 ? JSON.parse(body.toString('utf8')) : undefined;
 *   } catch (error) {
 *     if (error instanceof OutboundError) return undefined; // error.code says why
 *     throw error;
 *   }
 * }
 * ```
 */
export function guardedClient(options: GuardedClientOptions = {}): GuardedClient {
  return makeGuardedClient(options, { lookup: resolver() });
}

/**
 * The same with another way to look names up; specs alone need one.
 *
 * @internal
 */
export function makeGuardedClient(
  options: GuardedClientOptions,
  { lookup }: { readonly lookup: LookupFunction },
): GuardedClient {
  const client = new PooledClient(settingsOf(options), lookup);
  return {
    request: (url, request) => client.request(url, request ?? {}),
    close: () => client.close(),
  };
}
