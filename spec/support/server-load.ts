import { setTimeout as sleep } from 'node:timers/promises';
import { isCibaError } from '../../lib/errors.js';
import { type Reply, refusalLine, type ServedHost } from './server-http.ts';

/** What callers heard while flows went on, each line once, and what became of the flows. */
export interface LoadReport {
  /** Sorted: who asked what, and the whole answer. */
  readonly heard: readonly string[];
  /** Requests that were acknowledged. */
  readonly acknowledged: number;
  /** Users whose acknowledged request, or approval, was no longer known. */
  readonly lost: readonly string[];
  readonly tokens: readonly string[];
}

/** Flows that go on until they are stopped. */
export interface Load {
  /** Flows that have ended in tokens. */
  redeemed(): number;
  /** Whether somebody heard this. */
  hasHeard(line: string): boolean;
  /** Lets every flow come to its end. */
  stop(): Promise<LoadReport>;
}

/** What a store that is away makes callers hear: the whole answer of the endpoints, and the error of `approve`. */
export const UNAVAILABLE = '503 temporarily_unavailable, Retry-After 5, error+error_description';

/** What callers hear when nothing is wrong. */
export const PLAIN = [
  'again: 400 invalid_grant, Retry-After absent, error+error_description',
  'approve: accepted',
  'poll: 200',
  'poll: 400 authorization_pending, Retry-After 5, error+error_description',
  'request: 200',
];

/** What callers may hear while the store comes and goes: nothing of it ends a flow. */
export const PATIENT = [
  ...PLAIN,
  'approve: repeated',
  // The time that the answer took is over; and the claim of a poll that was answered 503 is held until it is given back or its lease ends.
  ...[1, 2, 3, 4].map(
    (seconds) => `poll: 400 authorization_pending, Retry-After ${seconds}, error+error_description`,
  ),
  ...['again', 'approve', 'poll', 'request'].map((who) => `${who}: ${UNAVAILABLE}`),
];

const PAUSE_MS = 20;

/** Lets so many users at a time ask, poll, approve, redeem, and try to redeem again; each flow has a user of its own. */
export function underLoad(host: ServedHost, atOnce = 6): Load {
  const heard = new Set<string>();
  const lost: string[] = [];
  const tokens: string[] = [];
  let [going, acknowledged] = [true, 0];
  const note = (who: string, line: string): string => {
    heard.add(`${who}: ${line}`);
    return line;
  };

  async function flow(sub: string): Promise<void> {
    const { status, body } = await noting('request', () => host.till.request({ login_hint: sub }));
    if (status !== 200) return void (await sleep(PAUSE_MS));
    acknowledged += 1;
    const authReqId = String(body.auth_req_id);
    await noting('poll', () => host.till.poll(authReqId));
    await approve(authReqId, sub);
    const redeemed = await answered('poll', authReqId);
    if (redeemed.status !== 200) return void lost.push(sub);
    tokens.push(String(redeemed.body.access_token));
    await answered('again', authReqId);
  }

  async function approve(authReqId: string, sub: string): Promise<void> {
    const [selector = ''] = authReqId.split('.');
    const id = host.notified.find((one) => one.startsWith(selector)) ?? '';
    for (;;) {
      const line = await host.ciba.approve(id, { sub }).then(({ outcome }) => outcome, refusalOf);
      if (note('approve', line) !== UNAVAILABLE) return;
      await sleep(PAUSE_MS);
    }
  }

  /** Polls until the answer is neither 503 nor that somebody else is minting. */
  async function answered(who: string, authReqId: string): Promise<Reply> {
    for (;;) {
      const reply = await noting(who, () => host.till.poll(authReqId));
      if (reply.status !== 503 && reply.body.error !== 'authorization_pending') return reply;
      await sleep(PAUSE_MS);
    }
  }

  async function noting(who: string, ask: () => Promise<Reply>): Promise<Reply> {
    const reply = await ask();
    note(who, reply.status === 200 ? '200' : refusalLine(reply));
    return reply;
  }

  const users = Array.from({ length: atOnce }, async (_, user) => {
    for (let round = 0; going; round++) await flow(`user-${user}-${round}`);
  });
  return {
    redeemed: () => tokens.length,
    hasHeard: (line) => heard.has(line),
    async stop() {
      going = false;
      await Promise.all(users);
      return { heard: [...heard].sort(), acknowledged, lost, tokens };
    },
  };
}

/** An error of the face, told as an endpoint would tell it. */
function refusalOf(error: unknown): string {
  if (!isCibaError(error)) throw error;
  return `${error.status} ${error.error}, Retry-After 5, error+error_description`;
}
