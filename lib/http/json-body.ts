import { BODY_LIMIT, findBody } from './body.js';
import type { Incoming } from './handler.js';

/** Why there is no JSON; `consumed`: read before us by something that kept it to itself. */
export type NoJson = 'not_json' | 'malformed' | 'compressed' | 'too_large' | 'consumed';

/** What was found when looking for JSON. */
export type ReadJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: NoJson | 'aborted' };

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** Reads JSON out of a request's body, before or behind the host's own parser. RFC 7591 §3.1. */
export async function readJson(req: Incoming): Promise<ReadJson> {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) return { kind: 'not_json' };
  const found = await findBody(req, () => false);
  if (found.kind === 'bytes') return parsed(found.bytes);
  return found.kind === 'parsed' ? parsedEarlier(found.value) : found;
}

/** A parser of text or bytes leaves the JSON to us. */
function parsedEarlier(value: unknown): ReadJson {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return parsed(Buffer.from(value as string));
  return sizeOf(value) > BODY_LIMIT ? { kind: 'too_large' } : { kind: 'json', value };
}

function parsed(bytes: Buffer): ReadJson {
  if (bytes.length > BODY_LIMIT) return { kind: 'too_large' };
  try {
    return { kind: 'json', value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return { kind: 'malformed' };
  }
}

/** What is nested too deep to be written is too large as well. */
function sizeOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '');
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
