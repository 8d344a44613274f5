import { BODY_LIMIT, findBody } from './body.js';
import { formOfParsedBody } from './form.js';
import type { Incoming } from './handler.js';

/** What was found when looking for a form. */
export type Peeked =
  | { readonly kind: 'form'; readonly params: URLSearchParams }
  /** `consumed`: read before us by something that kept the form to itself. */
  | { readonly kind: 'not_a_form' | 'compressed' | 'too_large' | 'consumed' | 'aborted' };

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * Looks at the form in a request's body without taking it from whoever comes next.
 *
 * `keeps` decides whether the form is ours. If it is not, the body is put back into the stream in the same tick in
 * which it was read, before the stream can end; the caller lets the next handler run no earlier than in `setImmediate`.
 */
export async function peekForm(req: Incoming, keeps: (params: URLSearchParams) => boolean): Promise<Peeked> {
  if (!FORM.test(req.headers['content-type'] ?? '')) return { kind: 'not_a_form' };
  let params = new URLSearchParams();
  const found = await findBody(req, (bytes) => {
    params = new URLSearchParams(bytes.toString('utf8'));
    return !keeps(params);
  });
  if (found.kind === 'bytes') return { kind: 'form', params };
  return found.kind === 'parsed' ? parsedForm(found.value) : found;
}

function parsedForm(body: unknown): Peeked {
  const params = formOfParsedBody(body);
  return params.toString().length > BODY_LIMIT ? { kind: 'too_large' } : { kind: 'form', params };
}
