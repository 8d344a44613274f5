import { request as httpRequest } from 'node:http';
import { memoryStore } from 'express-ciba';
import { type DemoHost, startDemo } from '../../../examples/demo/host.js';

/** The demo host in this process, in memory; the interval in seconds. */
export async function demoInMemory(interval = 1): Promise<DemoHost> {
  return startDemo({ port: 0, interval, store: memoryStore(), notify: () => undefined });
}

/** What the host answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request with any headers; `fetch` would set `Host` and leave out what only browsers send. */
export async function send(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, rest, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
    });
    request.on('error', reject).end(body);
  });
}

/** Sends a form as the call centre. */
export async function asCallCentre(url: string, form: Record<string, string>): Promise<Answer> {
  return asClient('call-centre', url, form);
}

/** Sends a form as one of the clients that are there from the start. */
export async function asClient(id: string, url: string, form: Record<string, string>): Promise<Answer> {
  return send(url, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${btoa(`${id}:${id}-secret`)}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
