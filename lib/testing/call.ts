import { once } from 'node:events';
import { createServer, type IncomingMessage, request as overHttp, type ServerResponse } from 'node:http';
import { request as overHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { WireMessage } from './wire-message.js';

/**
 * An Express app, or whatever else `createServer` of `node:http` takes.
 *
 * @inline
 */
export type App = (req: IncomingMessage, res: ServerResponse) => unknown;

/** A form to be posted. */
export interface FormCall {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lets an app listen on loopback for as long as it is used. */
export async function listening<T>(app: App, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Posts a form, by `node:http` and not by a `fetch` that a test may have replaced. */
export async function post(url: string, { path, form, headers }: FormCall): Promise<WireMessage> {
  const target = new URL(`${url.replace(/\/$/, '')}${path}`);
  const body = form.toString();
  const sent = (target.protocol === 'https:' ? overHttps : overHttp)(target, {
    method: 'POST',
    agent: false,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers: received } = answer;
  const read = jsonOf(await textOf(answer));
  if (read !== undefined) return { status, headers: received, body: read };
  const type = received['content-type'] ?? 'nothing';
  throw new Error(
    `POST ${target} was answered ${status} with ${type}, not JSON: are mountPath and paths right?`,
  );
}

/** All of a body. */
export async function textOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A JSON object, or nothing. */
export function jsonOf(text: string): WireMessage['body'] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read);
    return isObject ? (read as WireMessage['body']) : undefined;
  } catch {
    return undefined;
  }
}
