import type { TLSSocket } from 'node:tls';
import type { Incoming } from '../index.js';

/**
 * Whether a page of another origin may have sent this. A browser says so itself: by `Sec-Fetch-Site`, which no page can forge, and by
 * `Origin`. What is no browser says neither, and has no cookie that another site could use.
 *
 * Without an `origin` of the host's own a browser's word for `same-origin` is enough: behind a proxy that ends TLS this process does not
 * know its own origin.
 */
export function isForeign(req: Incoming, origin: string | undefined): boolean {
  const { 'sec-fetch-site': site, origin: sender } = req.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (sender === undefined) return false;
  if (origin !== undefined) return sender !== origin;
  return site !== 'same-origin' && sender !== originOf(req);
}

/** The origin that a request was sent to, as far as this process knows; Express judges `X-Forwarded-Proto` by its `trust proxy`. */
function originOf(req: Incoming): string {
  const { protocol } = req as { readonly protocol?: unknown };
  const isTls = (req.socket as Partial<TLSSocket>).encrypted === true;
  const scheme = typeof protocol === 'string' ? protocol : isTls ? 'https' : 'http';
  return `${scheme}://${req.headers.host ?? req.headers[':authority']}`;
}
