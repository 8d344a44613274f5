import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type * as openid from 'openid-client';
import type { Certified } from '../support/certificates.js';

/** A `fetch` for openid-client that trusts one authority and shows a certificate, or none. */
export function fetchWith(ca: string, certificate?: Certified): openid.CustomFetch {
  return async (url, { method, headers, body }) => {
    const text = body === undefined || body === null ? undefined : String(body);
    const sent = request(url, {
      method,
      ca,
      agent: false,
      headers: { ...headers, ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }) },
      ...(certificate && { cert: certificate.cert, key: certificate.key }),
    } satisfies RequestOptions);
    sent.end(text);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return new Response(await buffer(answer), {
      status: answer.statusCode ?? 0,
      headers: answer.headers as Record<string, string>,
    });
  };
}
