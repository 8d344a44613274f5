import type { Incoming } from '../index.js';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** Largest body that is read, in bytes: two names. */
const BODY_LIMIT = 4096;

/** The path below the mount, without a trailing slash, and the query. */
export function targetOf({ url = '/' }: Incoming): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  return {
    path: path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path,
    query: new URLSearchParams(at === -1 ? '' : url.slice(at)),
  };
}

/** Whether a page of another origin may have sent this: a browser says so, and lets no other page send JSON unasked. */
export function isForeign({ headers }: Incoming): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Whether this says that it is JSON, which no form of another site can. */
export function saysJson({ headers }: Incoming): boolean {
  return JSON_TYPE.test(headers['content-type'] ?? '');
}

/** The JSON object that was sent, before or behind the host's own parser; empty where there is none. */
export async function objectOf(req: Incoming): Promise<Readonly<Record<string, unknown>>> {
  const value = isParsed(req) ? req.body : await read(req);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Express 4 leaves `{}` where no parser has read the body. */
function isParsed({ body, _body, readableEnded }: Incoming): boolean {
  return _body === true || readableEnded || (typeof body === 'object' && Object.keys(body ?? {}).length > 0);
}

async function read(req: Incoming): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read to its end even where it is too large: to stop would close the connection before the answer.
  for await (const chunk of req) {
    size += Buffer.from(chunk as Buffer).length;
    if (size <= BODY_LIMIT) chunks.push(Buffer.from(chunk as Buffer));
  }
  if (size > BODY_LIMIT) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
