import { planned } from './acts.js';
import { wrongAnswer } from './answers.js';
import type { History, LogReader, Violation } from './history.js';
import { type Loss, linearize } from './linearize.js';
import { ruleBroken } from './rule-broken.js';
import { canPrecede } from './span.js';
import { wrongTokens } from './tokens.js';

/** What is lost of one request where the store lost what it had promised. */
export interface LostOf {
  readonly request: string;
  /** Each in a word: `request`, `decision`, `redemption`, `claim`, `poll`. */
  readonly lost: readonly string[];
  /** Whether tokens were handed out twice for it. */
  readonly issuedTwice: boolean;
}

/** What the checker has found. */
export interface Findings {
  readonly requests: number;
  readonly calls: number;
  /** Calls that were answered 503, and those that were not answered. */
  readonly refused: number;
  readonly unanswered: number;
  /** Requests whose tokens arrived. */
  readonly redeemed: number;
  /** Requests that were left before their end. */
  readonly unended: number;
  /** Requests that were redeemed though nobody got the tokens: the answer was lost, or the commit was answered too late. */
  readonly redeemedUnheard: readonly string[];
  /** What the store lost, where it may lose something. */
  readonly lost: readonly LostOf[];
  readonly violations: readonly Violation[];
}

type Growing = {
  -readonly [K in keyof Findings]: Findings[K] extends readonly (infer T)[] ? T[] : Findings[K];
};

/** Checks all that a log says. */
export function check(log: LogReader): Findings {
  const findings: Growing = {
    ...{ requests: 0, calls: 0, refused: 0, unanswered: 0, redeemed: 0, unended: 0 },
    ...{ redeemedUnheard: [], lost: [], violations: [...log.violations] },
  };
  for (const history of log.histories()) {
    count(history, findings);
    for (const call of history.calls) {
      const why = wrongAnswer(call);
      if (why !== undefined) findings.violations.push({ rule: 'a wrong answer', ...told(history, why) });
    }
    judge(history, log, findings);
  }
  return findings;
}

function count(history: History, findings: Growing): void {
  const { calls } = history;
  findings.requests += 1;
  findings.calls += calls.length;
  findings.refused += calls.filter(({ answer }) => answer?.status === 503).length;
  findings.unanswered += calls.filter(({ answer }) => answer === undefined).length;
  const polls = calls.filter(({ op }) => op === 'poll');
  const heard = polls.some(({ answer }) => answer?.accessToken !== undefined);
  const errors = new Set(polls.map(({ answer }) => answer?.error));
  const ended = ['access_denied', 'expired_token', 'invalid_grant'].some((error) => errors.has(error));
  findings.redeemed += heard ? 1 : 0;
  findings.unended += heard || ended || polls.length === 0 ? 0 : 1;
}

function judge(history: History, log: LogReader, findings: Growing): void {
  const calls = history.calls.map((call) => planned(call, history, log.settings));
  const tokens = wrongTokens(history).map((why) => ({ rule: 'wrong tokens', ...told(history, why) }));
  const verdict = linearize(calls);
  findings.violations.push(...tokens);
  if (verdict.holds) {
    if (isUnheard(history)) findings.redeemedUnheard.push(history.request);
    return;
  }
  const losses = log.losses.filter((span) => history.calls.some((call) => canPrecede(spanOf(call), span)));
  const relaxed = losses.length === 0 ? verdict : linearize(calls, losses);
  if (relaxed.holds) {
    findings.lost.push(lostOf(history, relaxed.losses));
    return;
  }
  const unplaced = relaxed.stuck.map(({ call, op, answer }) => `${op} ${call}: ${JSON.stringify(answer)}`);
  const why = `${relaxed.undecided ? 'given up' : 'no order'}; not placed: ${unplaced.join('; ')}`;
  findings.violations.push({ rule: ruleBroken(history), ...told(history, why) });
}

/** Whether a poll found tokens handed out that no poll has got. */
function isUnheard({ calls }: History): boolean {
  const answers = calls.filter(({ op }) => op === 'poll').map(({ answer }) => answer);
  const heard = answers.some((answer) => answer?.accessToken !== undefined);
  return !heard && answers.some((answer) => answer?.error === 'invalid_grant');
}

function spanOf({ calledAt, endedAt = calledAt }: History['calls'][number]): { from: number; to: number } {
  return { from: calledAt, to: endedAt };
}

function told(history: History, why: string): Omit<Violation, 'rule'> {
  return { request: history.request, why, history };
}

function lostOf({ request, calls }: History, losses: readonly Loss[]): LostOf {
  const lost = losses.flatMap(({ before, after }) => [
    ...(before.created && !after.created ? ['request'] : []),
    ...(before.decision !== after.decision ? ['decision'] : []),
    ...(before.redeemed !== after.redeemed ? ['redemption'] : []),
    ...(before.claim !== after.claim && !before.redeemed ? ['claim'] : []),
    ...(before.counted !== after.counted ? ['poll'] : []),
  ]);
  const issued = calls.filter(({ answer }) => answer?.accessToken !== undefined).length;
  return { request, lost, issuedTwice: issued > 1 };
}
