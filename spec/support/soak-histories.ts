import fc from 'fast-check';
import type { Answer, Entry, Op, Settings } from '../../bench/soak/checker/entries.js';
import { drawMark } from '../../lib/request/mark.js';
import type { Decision } from '../../lib/request/record.js';
import { stateAt } from '../../lib/request/state-at.js';
import * as machine from '../../lib/request/state-machine.js';
import type { Claim, PollOutcome } from '../../lib/request/store.js';
import type { Step, StoredRequest } from '../../lib/request/stored-request.js';
import { pollAnswer } from '../../lib/token/poll-answer.js';
import { newRequest, recordOf } from './contract-requests.ts';

/** What the made-up servers run with; seconds. */
export const SETTINGS: Settings = { interval: 2, lease: 10, retention: 120 };

/** The user of every made-up history. */
export const ALICE = 'alice';

/** Milliseconds since the epoch. */
export const BEGIN = 1_800_000_000_000;

const LIFETIME = 20;

/** One call of a made-up history. */
export interface MadeUpCall {
  readonly op: Exclude<Op, 'request'>;
  readonly decision: string;
  /** Milliseconds from the acknowledgement to the call, from there to the store, and from each step to the next. */
  readonly after: number;
  readonly takes: number;
  /** How it ends: `cut` and `refused` have done all they would have, `lost` nothing. */
  readonly fate: 'answered' | 'cut' | 'refused' | 'lost';
  /** A refused or cut poll that had the claim: whether it is given back, kept, or was committed. */
  readonly claim: 'released' | 'kept' | 'committed';
}

const anyCalls: fc.Arbitrary<MadeUpCall[]> = fc.array(
  fc.record({
    op: fc.constantFrom<MadeUpCall['op']>('poll', 'poll', 'poll', 'decide', 'look'),
    decision: fc.constantFrom('approved', 'approved', 'denied', 'cancelled', 'failed:soak'),
    after: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 25_000 })),
    takes: fc.integer({ min: 0, max: 40 }),
    fate: fc.constantFrom<MadeUpCall['fate']>(
      ...(['answered', 'answered', 'answered', 'cut', 'refused', 'lost'] as const),
    ),
    claim: fc.constantFrom<MadeUpCall['claim']>('released', 'kept', 'committed'),
  }),
  { maxLength: 14 },
);

/** An approval that is heard of, and a poll soon after. */
const REDEMPTION: readonly MadeUpCall[] = [
  { op: 'decide', decision: 'approved', after: 20, takes: 5, fate: 'answered', claim: 'kept' },
  { op: 'poll', decision: '', after: 50, takes: 10, fate: 'answered', claim: 'kept' },
];

/** Calls of one request that meet, and end in any way; half of them with a redemption among them. */
export const madeUpCalls: fc.Arbitrary<MadeUpCall[]> = fc
  .tuple(fc.boolean(), anyCalls)
  .map(([redeems, calls]) => (redeems ? [...REDEMPTION, ...calls] : calls));

/** The log of what the state machine itself makes of these calls, each step at a moment of its own. */
export function logOf(calls: readonly MadeUpCall[]): readonly Entry[] {
  return new Simulation().run(calls);
}

class Simulation {
  readonly #entries: Entry[] = [{ kind: 'settings', at: BEGIN, ...SETTINGS }];
  readonly #due: { readonly at: number; readonly act: (at: number) => void }[] = [];
  #request: StoredRequest | undefined;
  #drawn = 0;

  run(calls: readonly MadeUpCall[]): readonly Entry[] {
    const request = newRequest('', { lifetime: LIFETIME, interval: SETTINGS.interval });
    this.#entries.push({ kind: 'call', at: BEGIN, call: 0, request: ALICE, op: 'request' });
    this.#request = machine.newlyStored(recordOf(request, BEGIN + 5));
    this.#entries.push({ kind: 'answer', at: BEGIN + 10, call: 0, ...acknowledgement });
    // No two entries of a log are at the same moment.
    for (const [n, call] of calls.entries())
      this.#later(BEGIN + 11 + call.after, (at) => this.#call(n + 1, call, at));
    for (let next = this.#due.shift(); next !== undefined; next = this.#due.shift()) next.act(next.at);
    return [...this.#entries].sort((one, other) => one.at - other.at);
  }

  #call(call: number, made: MadeUpCall, at: number): void {
    const { op, decision, fate, takes } = made;
    this.#entries.push({ kind: 'call', at, call, request: ALICE, op, ...(op === 'decide' && { decision }) });
    if (fate === 'lost') {
      this.#end(call, made, undefined, at + takes);
      return;
    }
    this.#later(at + takes, (now) =>
      this[op === 'poll' ? 'polls' : op === 'decide' ? 'decides' : 'looks'](call, made, now),
    );
  }

  polls(call: number, made: MadeUpCall, now: number): void {
    const outcome = this.#step((request) =>
      machine.poll(request, { lease: SETTINGS.lease, mark: drawMark() }, now),
    );
    if (outcome.status === 'ready') this.#minting(call, made, outcome.claim, now);
    else this.#end(call, made, answerOf(outcome), now + made.takes);
  }

  #minting(call: number, made: MadeUpCall, claim: Claim, from: number): void {
    const accessToken = `token-${++this.#drawn}`;
    this.#later(from + made.takes, (at) => {
      this.#entries.push({ kind: 'minted', from, at, request: ALICE, accessToken });
      const fails = made.fate !== 'answered' && made.claim !== 'committed';
      this.#later(at + made.takes, (now) => {
        if (fails && made.claim === 'released')
          this.#step((request) => ({ answer: undefined, next: machine.release(request, claim) }));
        const committed =
          !fails && this.#step((request) => machine.commit(request, claim, now)) === 'committed';
        const sent = committed && made.fate === 'answered';
        if (!sent) this.#entries.push({ kind: 'revoked', at: now, request: ALICE, accessToken });
        this.#end(call, made, sent ? tokens(accessToken) : BUSY, now + made.takes);
      });
    });
  }

  decides(call: number, made: MadeUpCall, now: number): void {
    const { outcome } = this.#step((request) =>
      machine.decide(request, decisionOf(made.decision), ALICE, now),
    );
    this.#end(call, made, { status: 200, members: ['outcome'], outcome }, now + made.takes);
  }

  looks(call: number, made: MadeUpCall, now: number): void {
    const state = this.#step((request) => ({ answer: stateAt(request, now), next: request }));
    this.#end(call, made, { status: 200, members: ['state'], state }, now + made.takes);
  }

  #end(call: number, { fate }: MadeUpCall, answer: Answer | undefined, at: number): void {
    if (fate === 'cut') this.#entries.push({ kind: 'cut', at, call, reason: 'made up' });
    else this.#entries.push({ kind: 'answer', at, call, ...(fate === 'answered' ? (answer ?? BUSY) : BUSY) });
  }

  #step<T>(transition: (request: StoredRequest) => Step<T>): T {
    if (this.#request === undefined) throw new Error('nothing was asked');
    const { answer, next } = transition(this.#request);
    this.#request = next;
    return answer;
  }

  /** What is due at the same moment takes place in the order in which it was planned. */
  #later(at: number, act: (at: number) => void): void {
    const index = this.#due.findIndex((other) => other.at > at);
    this.#due.splice(index < 0 ? this.#due.length : index, 0, { at, act });
  }
}

/** The first answer of every made-up history. */
export const acknowledgement: Answer = {
  status: 200,
  members: ['auth_req_id', 'expires_in', 'interval'],
  authReqId: 'id',
  expiresIn: LIFETIME,
  interval: SETTINGS.interval,
};

/** A refusal that says nothing. */
export const BUSY: Answer = {
  status: 503,
  members: ['error', 'error_description'],
  error: 'temporarily_unavailable',
  retryAfter: 1,
};

/** Tokens, as they are handed out. */
export function tokens(accessToken: string): Answer {
  const members = ['access_token', 'expires_in', 'id_token', 'token_type'];
  return { status: 200, members, accessToken, expiresIn: 3600 };
}

/** A refusal of the token endpoint. */
export function refused(error: string, retryAfter?: number): Answer {
  const members = ['error', 'error_description'];
  return { status: 400, members, error, ...(retryAfter !== undefined && { retryAfter }) };
}

function answerOf(outcome: Exclude<PollOutcome, { status: 'ready' }>): Answer {
  const { headers, body } = pollAnswer(outcome);
  const pause = headers?.['Retry-After'];
  const { error } = body as { readonly error: string };
  return refused(error, pause === undefined ? undefined : Number(pause));
}

function decisionOf(text: string): Decision {
  const [state, reason = ''] = text.split(':');
  if (state === 'failed') return { state, content: { reason } };
  return { state: state as 'approved' | 'denied' | 'cancelled', content: {} };
}
