import type { ServerResponse } from 'node:http';
import { type JsonAnswer, SerializedJson } from './handler.js';

/** Writes an OAuth answer: JSON that nothing may cache. RFC 6749 §5.1, §5.2. */
export function writeJson(res: ServerResponse, { status, headers, body, written }: JsonAnswer): void {
  if (res.headersSent || res.destroyed) return;
  const text = body instanceof SerializedJson ? body.text : JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    ...headers,
  });
  res.end(text, written);
}
