import type { IncomingMessage } from 'node:http';
import { OutboundError } from './outbound-error.js';

/** How a body is read. */
export interface ReadTerms {
  readonly host: string;
  readonly maxBytes: number;
  /** Else the bytes are only counted. */
  readonly keep: boolean;
}

/** Reads a body to its end; one beyond `maxBytes`, by its own word or by its bytes, ends its connection. */
export async function readBody(
  response: IncomingMessage,
  { host, maxBytes, keep }: ReadTerms,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  if (Number(response.headers['content-length']) > maxBytes) {
    response.destroy();
    throw tooLarge(host, maxBytes);
  }
  // Leaving the loop early destroys the response, and the connection with it.
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(host, maxBytes);
    if (keep) parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(host: string, maxBytes: number): OutboundError {
  return new OutboundError('ERR_CIBA_OUTBOUND_TOO_LARGE', `${host}: the body is above ${maxBytes} bytes`);
}
