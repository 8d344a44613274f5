import type { UserHint } from '../../adapter.js';
import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/** The hints by which a client may name a user. CIBA Core 1.0 §7.1. */
export const HINTS = ['login_hint', 'login_hint_token', 'id_token_hint'] as const;

/** The name of a hint. */
export type HintName = (typeof HINTS)[number];

/** What one client may send. */
export interface HintsOfClient {
  /** Whether it needs to send none. */
  readonly optional: boolean;
  readonly allowed: readonly HintName[];
}

/** Exactly one hint, counted before any is looked at, and of a kind that this client may send; none only where it needs none. CIBA Core 1.0 §7.1. */
export function readHint(params: URLSearchParams, { optional, allowed }: HintsOfClient): UserHint {
  const given = HINTS.filter((name) => parameter(params, name) !== undefined);
  if (given.length > 1) throw new CibaError('invalid_request', 'Only one hint may be sent.');
  const [name] = given;
  if (name === undefined && optional) return {};
  if (name === undefined) throw new CibaError('invalid_request', 'A hint is required.');
  if (!allowed.includes(name)) throw new CibaError('invalid_request', `The client may not send ${name}.`);
  return { [name]: parameter(params, name) as string };
}
