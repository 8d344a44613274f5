import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Certified } from '../../support/certificates.js';

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, where it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request to the host. */
export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
  readonly json?: unknown;
  /** The client's certificate. */
  readonly certificate?: Certified | undefined;
  readonly tls?: RequestOptions;
}

/** Calls a host whose certificate `ca` vouches for, each time over a connection of its own. */
export async function call(url: string, ca: string, options: Call = {}): Promise<Answer> {
  const { form, json, certificate, tls } = options;
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : asText(json);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = send(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
      ...options.headers,
    },
    ca,
    agent: false,
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    ...tls,
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: parsed(await text(answer)) };
}

function asText(json: unknown): string {
  return typeof json === 'string' ? json : JSON.stringify(json);
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
