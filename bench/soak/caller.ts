import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer, HttpClient } from '../http-client.js';
import { GRANT_TYPE, PATHS } from '../servers/fixtures.js';
import type { Answer, Op } from './checker/entries.js';
import type { Log } from './log.js';
import { APPROVAL_ID } from './server-options.js';

/** Calls any of the servers on behalf of one request, and logs it: what was asked before it is, what was answered once it was. */
export class Caller {
  readonly #log: Log;
  readonly #servers: readonly HttpClient[];
  readonly request: string;
  /** Milliseconds for which a pause lasts, at most. */
  readonly #longestPause: number;
  #authReqId = '';
  #approvalId = '';

  constructor(
    { log, servers, longestPause }: Pick<Scene, 'log' | 'servers' | 'longestPause'>,
    request: string,
  ) {
    this.#log = log;
    this.#servers = servers;
    this.request = request;
    this.#longestPause = longestPause;
  }

  /** Asks for authentication; answers whether there is a request now. */
  async ask(seconds?: number): Promise<boolean> {
    const expiry = seconds === undefined ? {} : { requested_expiry: String(seconds) };
    const form = { scope: 'openid', login_hint: this.request, ...expiry };
    const answer = await this.#call('request', PATHS.request, form);
    this.#authReqId = answer?.authReqId ?? '';
    return answer?.status === 200;
  }

  poll(): Promise<Answer | undefined> {
    return this.#call('poll', PATHS.token, { grant_type: GRANT_TYPE, auth_req_id: this.#authReqId });
  }

  decide(decision: string): Promise<Answer | undefined> {
    const form = { id: this.#approvalId, sub: this.request, decision };
    return this.#call('decide', '/decide', form, decision);
  }

  look(): Promise<Answer | undefined> {
    return this.#call('look', '/look', { id: this.#approvalId, sub: this.request });
  }

  pause(ms: number): Promise<void> {
    return sleep(Math.min(ms, this.#longestPause));
  }

  async #call(
    op: Op,
    path: string,
    form: Readonly<Record<string, string>>,
    decision?: string,
  ): Promise<Answer | undefined> {
    const call = nextCall++;
    const server = this.#servers[Math.floor(Math.random() * this.#servers.length)] as HttpClient;
    const said = decision === undefined ? {} : { decision };
    this.#log.add({ kind: 'call', call, request: this.request, op, ...said });
    try {
      const got = await server.post(path, form);
      const answer = answerOf(got);
      this.#log.add({ kind: 'answer', call, ...answer });
      if (op === 'request') this.#approvalId = String(got.headers[APPROVAL_ID] ?? '');
      return answer;
    } catch (error) {
      this.#log.add({ kind: 'cut', call, reason: String(error) });
      return undefined;
    }
  }
}

/** What callers share. */
export interface Scene {
  readonly log: Log;
  readonly servers: readonly HttpClient[];
  readonly longestPause: number;
}

let nextCall = 1;

function answerOf({ status, headers, body }: HttpAnswer): Answer {
  const text = (name: string): string | undefined =>
    typeof body[name] === 'string' ? (body[name] as string) : undefined;
  const number = (name: string): number | undefined =>
    typeof body[name] === 'number' ? (body[name] as number) : undefined;
  const retryAfter = headers['retry-after'];
  return withoutUndefined({
    status,
    members: Object.keys(body).sort(),
    error: text('error'),
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
    authReqId: text('auth_req_id'),
    expiresIn: number('expires_in'),
    interval: number('interval'),
    accessToken: text('access_token'),
    outcome: text('outcome'),
    state: text('state'),
  });
}

function withoutUndefined(members: { readonly [K in keyof Answer]-?: Answer[K] | undefined }): Answer {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as unknown as Answer;
}
