import type { UserHint } from '../../adapter.js';
import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

const HINTS = ['login_hint', 'login_hint_token', 'id_token_hint'] as const;

/** Exactly one hint, counted before any is looked at; none only where this client needs none. CIBA Core 1.0 §7.1. */
export function readHint(params: URLSearchParams, optional: boolean): UserHint {
  const given = HINTS.filter((name) => parameter(params, name) !== undefined);
  if (given.length > 1) throw new CibaError('invalid_request', 'Only one hint may be sent.');
  const [name] = given;
  if (name !== undefined) return { [name]: parameter(params, name) as string };
  if (optional) return {};
  throw new CibaError('invalid_request', 'A hint is required.');
}
