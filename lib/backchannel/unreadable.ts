import { CibaError } from '../errors.js';
import type { NotReadable } from '../http/endpoint.js';
import type { JsonAnswer } from '../http/handler.js';
import { type RefusalContext, refusal } from '../http/refusal.js';

const TEXTS: Readonly<Record<Exclude<NotReadable, 'consumed'>, string>> = {
  not_post: 'The request must be a POST.',
  not_a_form: 'The body must be application/x-www-form-urlencoded.',
  compressed: 'The body must not be compressed.',
  too_large: 'The body is too large.',
};

/** The answer to a request at the backchannel endpoint that is no readable form. CIBA Core 1.0 §7.1. */
export function unreadable(why: NotReadable, context: RefusalContext): JsonAnswer {
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
