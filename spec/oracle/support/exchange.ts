import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { FORM_TYPE } from '../../support/http-requests.js';

/** A request, byte for byte. */
export interface RawRequest {
  /** Default `POST`. */
  readonly method?: string;
  /** With its query, if it has one. */
  readonly path: string;
  /** Undefined leaves a header out; the form type is sent unless another is. An array repeats a header. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty where the body is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Kept alive, so that a hundred requests need a few connections. */
const agent = new Agent({ keepAlive: true });

/** Sends a request to a server. */
export async function exchange(issuer: string, sent: RawRequest): Promise<Answer> {
  const { method = 'POST', path, headers = {}, body = '' } = sent;
  const outgoing = request(new URL(path, issuer), { method, agent });
  const all = { 'Content-Type': FORM_TYPE, 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) outgoing.setHeader(name, value);
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: jsonObject(text) };
}

/** Ends the connections that are kept alive. */
export function closeConnections(): void {
  agent.destroy();
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The answer as the tables write it, such as `400 invalid_request`. */
export function inWords({ status, body }: Answer): string {
  if (body.from === 'the host') return 'passed on';
  return typeof body.error === 'string' ? `${status} ${body.error}` : String(status);
}
