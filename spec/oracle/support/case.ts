import { CIBA_GRANT } from '../../support/host.js';
import { type Fields, formText } from '../../support/http-requests.js';
import { credentialsOf } from './client.js';
import { type Answer, exchange, type RawRequest } from './exchange.js';
import { type Party, parties } from './parties.js';
import { BACKCHANNEL, type Server, TOKEN } from './server.js';

/** One request, or a few that lead up to it, played to both servers. */
export interface Case {
  /** As docs/differences.md names it. */
  readonly name: string;
  /** What we must answer, in the words of `inWords`. */
  readonly answer: string;
  play(server: Server): Promise<Answer>;
}

/** A request in the terms of a client. */
export interface Sent extends Omit<RawRequest, 'path' | 'body'> {
  /** Who sends it and authenticates as it has registered; null for nobody. Default: the client with its secret in the form. */
  readonly party?: Party | null;
  /** On top of what such a request needs; undefined leaves a parameter out. */
  readonly fields?: Fields;
  /** Parameters of the URL. */
  readonly query?: Fields;
  /** Makes the body of the form. */
  readonly body?: (form: string) => string | Buffer;
}

/** What is sent, where it depends on the server or on what was sent before. */
export type Wish = Sent | ((server: Server) => Sent | Promise<Sent>);

/** A case at the backchannel authentication endpoint. */
export function asking(name: string, answer: string, wish: Wish): Case {
  return { name, answer, play: async (server) => ask(server, await sentTo(server, wish)) };
}

/** A case at the token endpoint. */
export function polling(name: string, answer: string, wish: Wish): Case {
  return { name, answer, play: async (server) => poll(server, await sentTo(server, wish)) };
}

/** Asks for an authentication of alice. */
export function ask(server: Server, sent: Sent = {}): Promise<Answer> {
  return send(server, BACKCHANNEL, { scope: 'openid', login_hint: 'alice' }, sent);
}

/** Polls for tokens. */
export function poll(server: Server, sent: Sent = {}): Promise<Answer> {
  return send(server, TOKEN, { grant_type: CIBA_GRANT, auth_req_id: 'unknown' }, sent);
}

/** A pending request of a client for alice. */
export async function started(server: Server, sent: Sent = {}): Promise<string> {
  const { status, body } = await ask(server, sent);
  if (status !== 200) throw new Error(`a good request was answered ${status} ${JSON.stringify(body)}`);
  return String(body.auth_req_id);
}

function sentTo(server: Server, wish: Wish): Sent | Promise<Sent> {
  return typeof wish === 'function' ? wish(server) : wish;
}

function send({ issuer }: Server, path: string, standard: Fields, sent: Sent): Promise<Answer> {
  const { party = parties.post, fields, query, headers, body = (form) => form, method } = sent;
  const shown = party === null ? {} : credentialsOf(party, issuer);
  const form = formText({ ...standard, ...shown.fields, ...fields });
  return exchange(issuer, {
    ...(method !== undefined && { method }),
    path: query === undefined ? path : `${path}?${formText(query)}`,
    headers: { ...shown.headers, ...headers },
    body: body(form),
  });
}
