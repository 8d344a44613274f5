import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import {
  type GuardedClient,
  type GuardedClientOptions,
  type GuardedResponse,
  makeGuardedClient,
} from '../../lib/outbound/guarded-client.js';
import { OutboundError } from '../../lib/outbound/outbound-error.js';

/** A lookup by which the n-th question has the n-th answer, and all further ones the last; it counts its questions. */
export interface CountingLookup {
  readonly lookup: LookupFunction;
  readonly asked: readonly string[];
}

/** Answers each question with a list of addresses. */
export function answering(...answers: readonly (readonly string[])[]): CountingLookup {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, _options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    setImmediate(callback, null, answer.map(entry));
  };
  return { lookup, asked };
}

function entry(address: string): LookupAddress {
  return { address, family: isIP(address) };
}

/** A client for which every name leads to 127.0.0.1; it may go there unless `options` say otherwise. */
export function loopbackClient(
  options: GuardedClientOptions = {},
  { lookup }: { readonly lookup: LookupFunction } = answering(['127.0.0.1']),
): GuardedClient {
  return makeGuardedClient({ allowLoopback: true, ...options }, { lookup });
}

/** How a request failed; fails itself if it did not, or not with an {@link OutboundError}. */
export async function failureOf(
  request: Promise<GuardedResponse>,
): Promise<{ code: string; message: string; cause: unknown }> {
  const outcome: unknown = await request.catch((error: unknown) => error);
  if (!(outcome instanceof OutboundError)) throw new Error('not refused as it should be', { cause: outcome });
  const { code, message, cause } = outcome;
  return { code: code.replace('ERR_CIBA_OUTBOUND_', ''), message, cause };
}
