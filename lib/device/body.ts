import type { Incoming, JsonObject } from '../index.js';
import type { DeviceErrorCode } from './errors.js';

/** Largest body that is read, in bytes. */
export const BODY_LIMIT = 16_384;

/** No request may ask for anything that nests so deep. */
const DEEPEST = 32;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** What was found: an object, or why there is none. */
export type FoundObject = { readonly object: JsonObject } | { readonly error: DeviceErrorCode };

/** The JSON object that was sent, before or behind the host's own parser. That it says to be JSON no form of another site can. */
export async function readObject(req: Incoming): Promise<FoundObject> {
  const { headers } = req;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) return { error: 'unsupported_media_type' };
  if (Number(headers['content-length']) > BODY_LIMIT) return { error: 'payload_too_large' };
  // Parsers make an object of nothing, and an approval without a word approves everything.
  if (!hasBody(req)) return { error: 'invalid_request' };
  if (isParsed(req)) return parsedEarlier(req.body);
  const isPlain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  return isPlain ? read(req) : { error: 'unsupported_media_type' };
}

function hasBody({ headers }: Incoming): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Express 4 leaves `{}` where no parser has read the body. */
function isParsed({ body, _body, readableEnded }: Incoming): boolean {
  return _body === true || readableEnded || (typeof body === 'object' && Object.keys(body ?? {}).length > 0);
}

/** A parser of text or bytes leaves the JSON to us, and each has a limit of its own. */
function parsedEarlier(body: unknown): FoundObject {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return parsed(Buffer.from(body as string));
  const found = asObject(body);
  if ('error' in found) return found;
  const size = Buffer.byteLength(JSON.stringify(found.object));
  return size > BODY_LIMIT ? { error: 'payload_too_large' } : found;
}

async function read(req: Incoming): Promise<FoundObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Read to its end even where it is too large: to stop would close the connection before the answer.
    for await (const chunk of req) {
      const bytes = Buffer.from(chunk as Buffer);
      size += bytes.length;
      if (size <= BODY_LIMIT) chunks.push(bytes);
    }
  } catch {
    // Whoever hung up hears no answer.
    return { error: 'invalid_request' };
  }
  return size > BODY_LIMIT ? { error: 'payload_too_large' } : parsed(Buffer.concat(chunks));
}

function parsed(bytes: Buffer): FoundObject {
  if (bytes.length > BODY_LIMIT) return { error: 'payload_too_large' };
  try {
    return asObject(JSON.parse(bytes.toString('utf8')));
  } catch {
    return { error: 'invalid_request' };
  }
}

function asObject(value: unknown): FoundObject {
  return isObject(value) && nestsWithin(value, DEEPEST)
    ? { object: value as JsonObject }
    : { error: 'invalid_request' };
}

/** An object, and no array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nestsWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => nestsWithin(member, levels - 1));
}
