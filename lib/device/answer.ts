import type { ServerResponse } from 'node:http';
import { type DeviceErrorCode, statusOf } from './errors.js';

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every answer says: no cache keeps it, no other site embeds it, no link on a page tells the approval id. */
export const GUARDING_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Writes JSON. */
export function write(res: ServerResponse, { status, body, headers }: Answer): void {
  if (res.headersSent || res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...GUARDING_HEADERS,
    ...headers,
  });
  res.end(text);
}

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A refusal by its code, and nothing of why. */
export function refused(error: DeviceErrorCode, headers?: Answer['headers']): Answer {
  return { status: statusOf(error), body: { error }, ...(headers && { headers }) };
}

/** A refusal that is over after so many seconds. */
export function refusedFor(seconds: number, error: DeviceErrorCode): Answer {
  return refused(error, { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) });
}
