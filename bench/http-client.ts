import { Agent, request } from 'node:http';
import { basicAuthorization } from './servers/fixtures.js';

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends forms as the test client, over connections that stay open. */
export interface HttpClient {
  post(path: string, form: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  close(): void;
}

/** Opens a client for the server at `port`. */
export function httpClient(port: number, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    post: (path, form) => post({ agent, port, path }, new URLSearchParams(form).toString()),
    close: () => agent.destroy(),
  };
}

function post(
  target: { readonly agent: Agent; readonly port: number; readonly path: string },
  body: string,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: basicAuthorization,
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
          resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) });
        } catch {
          reject(new Error(`${target.path} answered ${answer.statusCode} with no JSON: ${text}`));
        }
      });
    });
    sent.on('error', reject).end(body);
  });
}
