import type { ServerResponse } from 'node:http';
import type { Handler, Incoming } from '../index.js';
import { type PageFile, pageFiles } from './files.js';
import { type ApprovalPageOptions, pageConfiguration } from './options.js';

/**
 * The page on which users approve or deny, over the device API and nothing else: an app that installs, live, in English and German.
 *
 * It answers `GET` and `HEAD` of its own few files, below wherever it is mounted; everything else goes on. The files say nothing of anybody and
 * need no sign-in: what is asked comes from the device API, and the page says where a user is signed out.
 *
 * @throws ConfigurationError without `api`, or for an option that means nothing
 * @example
 * ```ts
 * import { approvalPage } from 'express-ciba/page';
 *
 * app.use('/approve', approvalPage({ api: '/device', name: 'Example Bank', signIn: '/login' }));
 * ```
 */
export function approvalPage(options: ApprovalPageOptions): Handler {
  const files = pageFiles(pageConfiguration(options));
  return (req, res, next) => {
    const file = isReading(req) ? files.get(pathOf(req)) : undefined;
    if (file === undefined) return next();
    serve(req, res, file(mountOf(req)));
  };
}

function isReading({ method }: Incoming): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Where it is mounted, as a plain path without a slash at its end: whoever asks writes it, and `//evil.example` would be another host. */
function mountOf({ baseUrl = '' }: Incoming): string {
  const { pathname } = new URL(`http://localhost/${baseUrl}`);
  return pathname.replace(/^\/+/, '/').replace(/(?<!\/)\/+$|^\/$/, '');
}

/** The path below the mount. */
function pathOf({ url = '/' }: Incoming): string {
  const end = url.search(/[?#]/);
  return (end === -1 ? url : url.slice(0, end)) || '/';
}

function serve(req: Incoming, res: ServerResponse, file: PageFile): void {
  const isZipped = file.gzip !== undefined && takesGzip(req);
  const body = isZipped ? (file.gzip ?? file.body) : file.body;
  const tag = `"${file.tag}${isZipped ? '-gzip' : ''}"`;
  const headers = {
    ...file.headers,
    ETag: tag,
    ...(file.gzip && { Vary: 'Accept-Encoding' }),
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  };
  if (isKnown(req, tag)) return void res.writeHead(304, without(headers, 'Content-Encoding')).end();
  res.writeHead(200, { ...headers, 'Content-Length': body.length });
  res.end(req.method === 'HEAD' ? undefined : body);
}

function takesGzip({ headers }: Incoming): boolean {
  const offered = String(headers['accept-encoding'] ?? '').split(',');
  return offered.some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
}

/** Weak comparison, for a proxy may have weakened ours. RFC 9110 §13.1.2. */
function isKnown({ headers }: Incoming, tag: string): boolean {
  const known = String(headers['if-none-match'] ?? '').split(',');
  return known.some((each) => each.trim().replace(/^W\//, '') === tag || each.trim() === '*');
}

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
}
