import { hash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { Certified } from './certificates.ts';

/** Header lines as they are sent: any case, any number of times. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** What accompanies a form. */
export interface Sent {
  readonly certificate?: Certified | undefined;
  readonly headers?: HeaderLines;
}

/** What was answered; a page of the proxy's own is its text. */
export interface ProxyAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | string;
  /** Whether the connection resumed an earlier session. */
  readonly resumed: boolean;
}

/** Posts forms over TLS, each over a connection of its own. */
export type Post = (url: string, form: Readonly<Record<string, string>>, sent?: Sent) => Promise<ProxyAnswer>;

/** Trusts one server certificate. Sessions are kept by certificate, so that a second post resumes the first one's. */
export function posting(serverCertificate: string): Post {
  const agents = new Map<Certified | undefined, Agent>();
  return async (url, form, { certificate, headers = [] } = {}) => {
    const body = new URLSearchParams(form).toString();
    const identity = certificate && { cert: certificate.cert, key: certificate.key };
    const agent = agents.get(certificate) ?? new Agent({ ca: serverCertificate, ...identity });
    agents.set(certificate, agent);
    const own = [
      ['Host', new URL(url).host],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ['Connection', 'close'],
    ];
    const sent = request(url, { method: 'POST', agent, headers: [...own, ...headers].flat() });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const resumed = (answer.socket as TLSSocket).isSessionReused();
    return { status: answer.statusCode ?? 0, body: parsed(await text(answer)), resumed };
  };
}

/** What a token that is bound to a certificate carries. RFC 8705 §3.1. */
export function boundTo({ x509 }: Certified): { 'x5t#S256': string } {
  return { 'x5t#S256': hash('sha256', x509.raw, 'base64url') };
}

function parsed(body: string): ProxyAnswer['body'] {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
