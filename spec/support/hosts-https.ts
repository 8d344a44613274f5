import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';

/** `fetch` over HTTPS that trusts one certificate and no other, and may send any `Host`. */
export type TrustingFetch = (
  url: string,
  options?: { method?: string; headers?: unknown; body?: unknown },
) => Promise<Response>;

/** Makes a `fetch` that trusts this certificate. */
export function trusting(certificate: string): TrustingFetch {
  return async (url, { method = 'GET', headers = {}, body } = {}) => {
    const text = body === undefined || body === null ? undefined : String(body);
    const sent = request(url, {
      method,
      ca: certificate,
      agent: false,
      // Else the name to verify would be the Host header's.
      servername: '',
      headers: {
        ...(headers instanceof Headers ? Object.fromEntries(headers) : (headers as object)),
        ...(text !== undefined && { 'Content-Length': Buffer.byteLength(text) }),
        ...(body instanceof URLSearchParams && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
    } satisfies RequestOptions);
    sent.end(text);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part);
    return new Response(Buffer.concat(parts), {
      status: answer.statusCode ?? 0,
      headers: answer.headers as Record<string, string>,
    });
  };
}
