import { CibaError } from '../../errors.js';

/** Refuses metadata unless something holds. RFC 7591 §3.2.2. */
export function demand(holds: boolean, description: string): void {
  if (!holds) throw new CibaError('invalid_client_metadata', description, { status: 400 });
}

/** Left out, or true or false: what else databases and forms call so is none of the two. */
export function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}

/** A URL in the characters that a URL has; what a browser would mend in it is none. RFC 3986 §2. */
export function isUrl(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7E]+$/.test(text) && URL.canParse(text);
}

/** Left out, or an https URL that names nobody and no part of a page. CIBA Core 1.0 §4. */
export function isEndpoint(url: unknown): boolean {
  if (url === undefined) return true;
  if (!isUrl(url)) return false;
  const { protocol, username, password, hash } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' && hash === '';
}

export function areTexts(value: unknown): boolean {
  return Array.isArray(value) && Array.from(value).every((text) => typeof text === 'string' && text !== '');
}

export function includes(list: unknown, text: string): boolean {
  return Array.isArray(list) && list.includes(text);
}

export function isOneOf(offered: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && offered.includes(value);
}

/** Left out, or one of those that are offered. */
export function isOffered(offered: readonly string[], value: unknown): boolean {
  return value === undefined || isOneOf(offered, value);
}
