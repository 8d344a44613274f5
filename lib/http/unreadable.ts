import { CibaError } from '../errors.js';
import type { NotReadable } from './endpoint.js';
import type { JsonAnswer } from './handler.js';
import type { NoJson } from './json-body.js';
import { type RefusalContext, refusal } from './refusal.js';

const TEXTS: Readonly<Record<Exclude<NotReadable | NoJson, 'consumed'>, string>> = {
  not_post: 'The request must be a POST.',
  not_a_form: 'The body must be application/x-www-form-urlencoded.',
  not_json: 'The body must be application/json.',
  malformed: 'The body is no JSON.',
  compressed: 'The body must not be compressed.',
  too_large: 'The body is too large.',
};

/** The answer to a request at an endpoint of our own whose body cannot be read. RFC 9110 §15.5.6 for what is no POST. */
export function unreadable(why: NotReadable | NoJson, context: RefusalContext): JsonAnswer {
  if (why === 'consumed') {
    return refusal(
      new Error('the body was read before the router, and req.body is not set'),
      undefined,
      context,
    );
  }
  const error = new CibaError('invalid_request', TEXTS[why], why === 'not_post' ? { status: 405 } : {});
  const answer = refusal(error, undefined, context);
  return why === 'not_post' ? { ...answer, headers: { ...answer.headers, Allow: 'POST' } } : answer;
}
