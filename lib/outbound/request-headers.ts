import type { Target } from './target.js';

/** Framing, routing and identity: wrong ones would put a shared connection out of step, or tell what nobody should hear. */
const NOT_FOR_CALLERS: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'trailer', 'te', 'expect', 'upgrade'],
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization'],
  ...['user-agent', 'accept-encoding', 'cookie', 'referer'],
]);

/** The caller's headers and the client's own. */
export function headersOf(
  { authority }: Target,
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const refused = Object.keys(given).find((name) => NOT_FOR_CALLERS.has(name.toLowerCase()));
  if (refused !== undefined) throw new TypeError(`the header ${refused} is not the caller's to set`);
  return { ...given, host: authority, 'user-agent': 'express-ciba', 'accept-encoding': 'identity' };
}
