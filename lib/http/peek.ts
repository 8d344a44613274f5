import { formOfParsedBody } from './form.js';
import type { Incoming } from './handler.js';

/** Largest body that is read, in bytes. */
export const BODY_LIMIT = 65_536;

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
  const { headers, body } = req;
  if (!FORM.test(headers['content-type'] ?? '')) return { kind: 'not_a_form' };
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') return { kind: 'compressed' };
  if (Number(headers['content-length']) > BODY_LIMIT) return { kind: 'too_large' };
  if (isParsed(req)) {
    const params = formOfParsedBody(body);
    return params.toString().length > BODY_LIMIT ? { kind: 'too_large' } : { kind: 'form', params };
  }
  if (isBodyless(req)) return { kind: 'form', params: new URLSearchParams() };
  if (req._body === true || req.readableEnded) return { kind: 'consumed' };
  return readForm(req, keeps);
}

/** Express 5 leaves `body` undefined and Express 4's JSON parser leaves `{}` with the stream unread: neither is parsed. */
function isParsed({ body, _body, readableEnded }: Incoming): boolean {
  if ((_body === true || readableEnded) && body !== undefined) return true;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body.length > 0;
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

function isBodyless({ headers }: Incoming): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function readForm(req: Incoming, keeps: (params: URLSearchParams) => boolean): Promise<Peeked> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (peeked: Peeked, putBack: boolean): void => {
      req.off('readable', read).off('error', abort).off('close', abort);
      if (putBack) restore(req, chunks);
      resolve(peeked);
    };
    const abort = (): void => finish({ kind: 'aborted' }, false);
    const read = (): void => {
      for (let chunk = req.read(); chunk !== null; chunk = req.read()) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk, req.readableEncoding ?? 'utf8') : chunk;
        chunks.push(bytes);
        size += bytes.length;
      }
      if (size > BODY_LIMIT) finish({ kind: 'too_large' }, true);
      else if (req.complete) {
        const params = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
        finish({ kind: 'form', params }, !keeps(params));
      }
    };
    req.on('readable', read).on('error', abort).on('close', abort);
  });
}

/** Puts a read body back. An empty one cannot be put back: it is marked as parsed, or body-parser 1 would fail on it. */
function restore(req: Incoming, chunks: readonly Buffer[]): void {
  if (chunks.length > 0) unread(req, Buffer.concat(chunks));
  else {
    req.body ??= {};
    req._body = true;
  }
}

/** A stream with an encoding gives back text of that encoding, and would take bytes for UTF-8. */
function unread(req: Incoming, body: Buffer): void {
  const encoding = req.readableEncoding;
  if (encoding === null) req.unshift(body);
  else req.unshift(body.toString(encoding), encoding);
}
