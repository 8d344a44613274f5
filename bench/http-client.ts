import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Credentials, Shown } from './credentials.js';
import { PATHS } from './servers/fixtures.js';

/** The user's device is no client. */
const NOBODY: Shown = { headers: {}, fields: {} };

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends forms as the test client, over connections that stay open. */
export interface HttpClient {
  post(path: string, form: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** Makes the credentials of so many requests. */
  prepare(requests: number): Promise<void>;
  close(): void;
}

/** Opens a client for the server at `port`. */
export function httpClient(port: number, connections: number, credentials: Credentials): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    prepare: (requests) => credentials.prepare(requests),
    post: (path, form) =>
      post({ agent, port, path }, form, path === PATHS.approve ? NOBODY : credentials.next()),
    close: () => agent.destroy(),
  };
}

function post(
  target: { readonly agent: Agent; readonly port: number; readonly path: string },
  form: Readonly<Record<string, string>>,
  { headers: shown, fields }: Shown,
): Promise<HttpAnswer> {
  const body = new URLSearchParams({ ...form, ...fields }).toString();
  return new Promise((resolve, reject) => {
    const headers = {
      ...shown,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(body),
    };
    const sent = request({ host: '127.0.0.1', method: 'POST', headers, ...target }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject).on('end', () => {
        try {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(text) });
        } catch {
          reject(new Error(`${target.path} answered ${answer.statusCode} with no JSON: ${text}`));
        }
      });
    });
    sent.on('error', reject).end(body);
  });
}
