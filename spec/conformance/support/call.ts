import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Certified } from '../../support/certificates.js';

/** Form parameters. */
export type Form = Readonly<Record<string, string>>;

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, where it is JSON. */
  readonly body: Record<string, unknown>;
}

/** What is sent. */
export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  readonly form?: Form;
  /** Shown in the handshake. */
  readonly certificate?: Certified | undefined;
}

/** Sends requests to a server whose certificate is known, each in a connection of its own, as the suite does. */
export type Caller = (url: string, call?: Call) => Promise<Answer>;

export function callerTrusting(ca: string): Caller {
  return async (url, { method = 'GET', headers = {}, form, certificate } = {}) => {
    const sent = request(url, {
      method,
      agent: false,
      ca,
      family: 4,
      ...(certificate && { key: certificate.key, cert: certificate.cert }),
      headers: { ...JSON_WANTED, ...(form && FORM_SENT), ...headers },
    });
    sent.end(form && new URLSearchParams(form).toString());
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: parsed(await textOf(answer)) };
  };
}

/** To the letter, with the character sets that the suite still names. */
const JSON_WANTED = { Accept: 'application/json;charset=UTF-8', 'Accept-Charset': 'UTF-8' };
const FORM_SENT = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' };

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return text;
}

function parsed(text: string): Record<string, unknown> {
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}
