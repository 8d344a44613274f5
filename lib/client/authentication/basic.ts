/** An identifier and the secret shown with it. */
export interface BasicCredentials {
  readonly id: string;
  readonly secret: string;
}

const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/**
 * Reads an `Authorization: Basic` header; undefined when it is malformed.
 *
 * RFC 6749 §2.3.1 form-urlencodes both halves before Base64; many clients send them raw, so the raw reading follows
 * as a second candidate where it differs.
 */
export function parseBasic(header: string): readonly BasicCredentials[] | undefined {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const raw = { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  const decoded = { id: formDecoded(raw.id) ?? raw.id, secret: formDecoded(raw.secret) };
  if (decoded.secret === undefined) return [{ id: decoded.id, secret: raw.secret }];
  const first = { id: decoded.id, secret: decoded.secret };
  return first.secret === raw.secret ? [first] : [first, { id: decoded.id, secret: raw.secret }];
}

function formDecoded(text: string): string | undefined {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
