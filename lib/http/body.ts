import type { Incoming } from './handler.js';

/** Largest body that is read, in bytes. */
export const BODY_LIMIT = 65_536;

/** What became of a body; `consumed`: read before us by something that kept it to itself. */
export type FoundBody =
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'compressed' | 'too_large' | 'consumed' | 'aborted' };

/**
 * The body of a request, as a parser in front of us left it or as it was sent.
 *
 * Where `putsBack` says so of the bytes, they are put back into the stream in the same tick in which they were read, before the stream
 * can end.
 */
export async function findBody(req: Incoming, putsBack: (bytes: Buffer) => boolean): Promise<FoundBody> {
  const { headers, body } = req;
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') return { kind: 'compressed' };
  if (Number(headers['content-length']) > BODY_LIMIT) return { kind: 'too_large' };
  if (isParsed(req)) return { kind: 'parsed', value: body };
  if (isBodyless(req)) return { kind: 'bytes', bytes: Buffer.alloc(0) };
  if (req._body === true || req.readableEnded) return { kind: 'consumed' };
  return readBody(req, putsBack);
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

function readBody(req: Incoming, putsBack: (bytes: Buffer) => boolean): Promise<FoundBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (found: FoundBody, putBack: boolean): void => {
      req.off('readable', read).off('error', abort).off('close', abort);
      if (putBack) restore(req, chunks);
      resolve(found);
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
        const bytes = Buffer.concat(chunks);
        finish({ kind: 'bytes', bytes }, putsBack(bytes));
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
