import { timingSafeEqual } from 'node:crypto';
import { ConfigurationError } from '../../errors.js';
import { requireKnown } from '../../known-options.js';
import type { Attempt, AttemptOutcome } from '../../request/attempts.js';
import { type Caps, judgeCaps, type PendingEntry } from '../../request/caps.js';
import { isDecoy } from '../../request/decoy.js';
import * as outbox from '../../request/delivery.js';
import { judgeGuard } from '../../request/guard.js';
import type { RequestId } from '../../request/ids.js';
import { drawMark } from '../../request/mark.js';
import { plainStore } from '../../request/plain-store.js';
import type { Decision, NewRequest, RequestRecord } from '../../request/record.js';
import { stateAt } from '../../request/state-at.js';
import * as machine from '../../request/state-machine.js';
import {
  type Burial,
  type CibaStore,
  type Claim,
  type CreateOutcome,
  type DeadLetter,
  type DecideOutcome,
  type Deferral,
  type Delivery,
  type GetOutcome,
  LIST_LIMIT,
  NothingStored,
  type PollOutcome,
  type PollQuestion,
  type ScanAnswer,
  type ScanQuestion,
  type Ticket,
  type UsedOnce,
} from '../../request/store.js';
import type { Step, StoredRequest } from '../../request/stored-request.js';
import { fits, type StoredSummary, summaryOf } from '../../request/summary.js';
import { Watchers } from '../../request/watchers.js';
import { requireOneIssuer } from '../one-issuer.js';
import { AttemptCounts } from './attempt-counts.js';
import { Guards } from './guards.js';
import { type Entry, Shelf } from './shelf.js';
import { UsedTokens } from './used-tokens.js';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Most requests held at once, retained ones included; a request beyond is answered 503. Default 10,000. */
  readonly maxRequests?: number;
  /** The clock, in milliseconds since the epoch; tests turn it by hand. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Keeps pending requests in this process: for development and single-process tests.
 *
 * Bounded, and lost with the process. With several processes use `redisStore()`: an approval in one is unknown to
 * the others here, and it warns of that under `NODE_ENV=production`.
 *
 * @throws ConfigurationError for an unknown option, or a `maxRequests` that is no whole number above 0
 * @example
 * ```ts
 * import { memoryStore } from 'express-ciba';
 *
 * const store = memoryStore({ maxRequests: 1_000 });
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): CibaStore {
  if (process.env.NODE_ENV === 'production') {
    process.emitWarning('express-ciba: memoryStore() keeps requests in this process alone; use redisStore()');
  }
  requireKnown(options, { prefix: 'option of memoryStore: ', names: ['maxRequests', 'now'] });
  const { maxRequests = 10_000, now = Date.now } = options;
  if (!Number.isInteger(maxRequests) || maxRequests < 1) {
    throw new ConfigurationError('ERR_CIBA_MAX_REQUESTS', 'maxRequests is a whole number above 0');
  }
  return plainStore(new MemoryStore(maxRequests, now));
}

class MemoryStore implements CibaStore {
  readonly external = false;
  readonly #shelf: Shelf;
  readonly #used: UsedTokens;
  readonly #attempts: AttemptCounts;
  readonly #guards: Guards;
  readonly #watchers = new Watchers();
  readonly #watchersOfUsers = new Watchers();
  readonly #now: () => number;
  #issuer: string | undefined;

  constructor(maxRequests: number, now: () => number) {
    this.#shelf = new Shelf(maxRequests, now);
    this.#used = new UsedTokens(now);
    this.#attempts = new AttemptCounts(now);
    this.#guards = new Guards(now);
    this.#now = now;
  }

  bind(issuer: string): void {
    this.#issuer = requireOneIssuer(this.#issuer, issuer);
  }

  partitionOf(): string {
    return '';
  }

  async create(request: NewRequest, caps: Caps): Promise<CreateOutcome> {
    const now = this.#now();
    const known = this.#shelf.find(request.selector);
    if (known?.request.record.secretHash === request.secretHash) return created(known.request.record);
    if (known !== undefined) throw new NothingStored('the selector is taken');
    const { sub, clientId } = request;
    const pending = this.#pendingOf(sub, now);
    const like = latestLike(request, pending);
    const limited =
      judgeGuard(caps, this.#guards.of(sub), clientId, now) ??
      judgeCaps(caps, besides(pending, request, like), clientId, now);
    if (limited !== undefined) return { status: 'limited', ...limited };
    if (like !== undefined) return { status: 'similar', selector: like };
    const {
      age,
      lifetime,
      retention,
      acknowledgedWithin = 0,
      queued,
      similar: _similar,
      ...values
    } = structuredClone(request);
    const receivedAt = now - Math.round(age);
    const record = { ...values, receivedAt, expiresAt: receivedAt + lifetime * 1000 };
    const delivery = queued && outbox.queuedAt(now);
    const stored = machine.newlyStored(record, now + acknowledgedWithin * 1000, delivery);
    const entry = { request: stored, keepUntil: record.expiresAt + retention * 1000 };
    this.#shelf.requireRoom();
    this.#guards.prompted(sub, clientId, caps);
    this.#shelf.add(entry);
    this.#shelf.note(entry);
    this.#tellUser(sub);
    return created(record);
  }

  async poll({ selector, secretHash, clientId, ...question }: PollQuestion): Promise<PollOutcome> {
    const entry = this.#shelf.find(selector);
    const record = entry?.request.record;
    if (entry === undefined || record === undefined || record.clientId !== clientId)
      return { status: 'unknown' };
    if (!sameSecret(record.secretHash, secretHash)) return { status: 'unknown' };
    return structuredClone(
      this.#step(entry, machine.poll(entry.request, { ...question, mark: drawMark() }, this.#now())),
    );
  }

  async claim(selector: string, lease: number): Promise<PollOutcome> {
    const entry = this.#shelf.find(selector);
    if (entry === undefined) return { status: 'unknown' };
    return structuredClone(
      this.#step(entry, machine.claim(entry.request, { lease, mark: drawMark() }, this.#now())),
    );
  }

  async commit(claim: Claim, payload?: string): Promise<'committed' | 'lost'> {
    const entry = this.#shelf.find(claim.selector);
    return entry === undefined
      ? 'lost'
      : this.#step(entry, machine.commit(entry.request, claim, this.#now(), payload));
  }

  async release(claim: Claim): Promise<void> {
    const entry = this.#shelf.find(claim.selector);
    if (entry !== undefined) entry.request = machine.release(entry.request, claim);
  }

  async decide(id: RequestId, decision: Decision, by?: string): Promise<DecideOutcome> {
    const entry = this.#approvable(id);
    if (entry === undefined) return { outcome: 'unknown' };
    const decided = machine.decide(entry.request, structuredClone(decision), by, this.#now());
    const { sub, clientId } = entry.request.record;
    const { outcome } = decided.answer;
    if (outcome !== 'wrong_user') this.#guards.reported(sub, clientId, decision);
    // A wrong number may have denied what was to be approved.
    const taken = entry.request.decision === undefined ? decided.next.decision : undefined;
    if (taken !== undefined) this.#guards.decided(sub, clientId, taken);
    if (taken !== undefined) this.#watchers.tell(id.selector);
    if (taken !== undefined || outcome === 'mismatch') this.#tellUser(sub);
    return this.#step(entry, decided);
  }

  async withdraw(selector: string): Promise<DecideOutcome> {
    const secret = this.#shelf.find(selector)?.request.record.approvalSecret;
    if (secret === undefined) return { outcome: 'unknown' };
    return this.decide({ selector, secret }, { state: 'cancelled', content: {} });
  }

  async isPending(selector: string): Promise<boolean> {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && stateAt(entry.request, this.#now()) === 'pending';
  }

  async get(id: RequestId, sub: string): Promise<GetOutcome> {
    const entry = this.#approvable(id);
    if (entry === undefined) return { outcome: 'unknown' };
    const { request } = entry;
    if (request.record.sub !== sub) return { outcome: 'wrong_user' };
    const state = stateAt(request, this.#now());
    return { outcome: 'found', state, record: structuredClone(request.record) };
  }

  async list(sub: string): Promise<readonly RequestRecord[]> {
    const pending = this.#pendingOf(sub, this.#now());
    const latestFirst = pending.sort(
      (a, b) => b.expiresAt - a.expiresAt || (a.selector < b.selector ? 1 : -1),
    );
    return structuredClone(latestFirst.slice(0, LIST_LIMIT));
  }

  async scan({ filter, limit, from }: ScanQuestion): Promise<ScanAnswer> {
    const now = this.#now();
    const found: StoredSummary[] = [];
    for (const { entry, number } of this.#shelf.after(Number(from?.position ?? 0))) {
      const summary = summaryOf(entry.request.record, stateAt(entry.request, now));
      if (fits(summary, filter)) found.push(summary);
      if (found.length >= limit)
        return structuredClone({ found, next: { node: 0, position: String(number) } });
    }
    return structuredClone({ found });
  }

  async unblock(sub: string, clientId: string): Promise<boolean> {
    return this.#guards.unblocked(sub, clientId);
  }

  async acknowledged(selector: string): Promise<boolean> {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && this.#step(entry, outbox.acknowledge(entry.request, this.#now()));
  }

  async take(limit: number, lease: number): Promise<readonly Delivery[]> {
    const now = this.#now();
    const due = this.#shelf.undelivered().filter(({ request }) => outbox.isDue(request, now));
    const first = due.sort((a, b) => dueAt(a) - dueAt(b)).slice(0, limit);
    const taken = first.map((entry) =>
      this.#step(entry, outbox.take(entry.request, { lease, mark: drawMark() }, now)),
    );
    return structuredClone(taken.filter((delivery) => delivery !== undefined));
  }

  async settle(ticket: Ticket): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.settle(request, ticket));
  }

  async defer(ticket: Ticket, after: Deferral): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.defer(request, ticket, after, this.#now()));
  }

  async bury(ticket: Ticket, burial: Burial): Promise<void> {
    this.#change(ticket.selector, (request) => outbox.bury(request, ticket, burial, this.#now()));
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const dead = this.#shelf.undelivered().flatMap(({ request: { record, delivery } }) => {
      if (delivery?.buried === undefined) return [];
      const { reason, at } = delivery.buried;
      return [{ at, letter: { record, attempts: delivery.attempts, reason } }];
    });
    const latestFirst = dead.sort((a, b) => b.at - a.at).map(({ letter }) => letter);
    return structuredClone(latestFirst.slice(0, limit));
  }

  async replay(selector: string): Promise<boolean> {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && this.#step(entry, outbox.replay(entry.request, this.#now()));
  }

  onChange(selector: string, changed: () => void): () => void {
    return this.#watchers.add(selector, changed);
  }

  onUserChange(sub: string, changed: () => void): () => void {
    return this.#watchersOfUsers.add(sub, changed);
  }

  async useOnce(used: UsedOnce): Promise<boolean> {
    return this.#used.add(used);
  }

  async attempt(attempt: Attempt): Promise<AttemptOutcome> {
    return this.#attempts.add(attempt);
  }

  async forgive(attempt: Attempt): Promise<void> {
    this.#attempts.forgive(attempt);
  }

  async check(): Promise<readonly string[]> {
    return [];
  }

  close(): void {
    this.#shelf.close();
  }

  #step<Answer>(entry: Entry, { answer, next }: Step<Answer>): Answer {
    entry.request = next;
    this.#shelf.note(entry);
    return answer;
  }

  #tellUser(sub: string): void {
    if (!isDecoy(sub)) this.#watchersOfUsers.tell(sub);
  }

  #change(selector: string, change: (request: StoredRequest) => StoredRequest): void {
    const entry = this.#shelf.find(selector);
    if (entry !== undefined) this.#step(entry, { answer: undefined, next: change(entry.request) });
  }

  #approvable({ selector, secret }: RequestId): Entry | undefined {
    const entry = this.#shelf.find(selector);
    return entry !== undefined && sameSecret(entry.request.record.approvalSecret, secret) ? entry : undefined;
  }

  #pendingOf(sub: string, now: number): RequestRecord[] {
    return this.#shelf
      .ofUser(sub)
      .filter(({ request }) => stateAt(request, now) === 'pending')
      .map(({ request }) => request.record);
  }
}

function dueAt({ request }: Entry): number {
  return request.delivery?.dueAt ?? 0;
}

function created({ receivedAt, expiresAt }: RequestRecord): CreateOutcome {
  return { status: 'created', receivedAt, expiresAt };
}

/** The latest of a user's pending requests that is like this one, where that matters and it does not take its place. */
function latestLike(
  { similar, clientId, bindingMessage = '' }: NewRequest,
  pending: readonly RequestRecord[],
): string | undefined {
  const like = pending.findLast(
    (record) => record.clientId === clientId && (record.bindingMessage ?? '') === bindingMessage,
  );
  return similar === undefined || like === undefined || similar.over?.includes(like.selector)
    ? undefined
    : like.selector;
}

/** The pending requests without those whose place this one takes, or would take. */
function besides(
  pending: readonly RequestRecord[],
  { similar }: NewRequest,
  like: string | undefined,
): readonly PendingEntry[] {
  return pending.filter(({ selector }) => selector !== like && !similar?.over?.includes(selector));
}

function sameSecret(kept: string, shown: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}
