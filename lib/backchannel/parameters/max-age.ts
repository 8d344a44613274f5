import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

const WHOLE = /^(?:0|[1-9]\d{0,8})$/;

/** `max_age`: seconds since the user authenticated, at most. OpenID Connect Core 1.0 §3.1.2.1. */
export function readMaxAge(params: URLSearchParams): number | undefined {
  const text = parameter(params, 'max_age');
  if (text === undefined || WHOLE.test(text)) return text === undefined ? undefined : Number(text);
  throw new CibaError('invalid_request', 'max_age must be a whole number of seconds.');
}
