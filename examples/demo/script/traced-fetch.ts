import { printAnswer, printRequest } from './print.js';

/** What of a request is printed and sent. */
export interface TracedRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** `fetch` that prints each request and its answer. */
export async function tracedFetch(
  url: string,
  { method = 'GET', headers, body, signal }: TracedRequest = {},
) {
  const response = await fetch(url, {
    method,
    ...(headers && { headers }),
    ...(signal && { signal }),
    ...(body !== undefined && { body: body as string | URLSearchParams }),
  });
  printRequest(method, url, parametersOf(body));
  printAnswer(response.status, response.headers.get('Retry-After'), await response.clone().json());
  return response;
}

function parametersOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'string' && body.startsWith('{')) return JSON.parse(body);
  return Object.fromEntries(new URLSearchParams(body as string | URLSearchParams | undefined));
}
