import { timingSafeEqual } from 'node:crypto';
import type { Attempt, AttemptOutcome } from '../../request/attempts.js';
import { type Caps, judgeCaps } from '../../request/caps.js';
import { isDecoy } from '../../request/decoy.js';
import * as outbox from '../../request/delivery.js';
import { judgeGuard } from '../../request/guard.js';
import type { RequestId } from '../../request/ids.js';
import { drawMark } from '../../request/mark.js';
import type { Decision, NewRequest, RequestRecord } from '../../request/record.js';
import { besides, latestLike } from '../../request/similar.js';
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
import { fits, type StoredSummary, summaryOf } from '../../request/summary.js';
import { Watchers } from '../../request/watchers.js';
import { requireOneIssuer } from '../one-issuer.js';
import { AttemptCounts } from './attempt-counts.js';
import { Guards } from './guards.js';
import { MemoryOutbox } from './memory-outbox.js';
import { type Entry, Shelf } from './shelf.js';
import { UsedTokens } from './used-tokens.js';

/** The pending requests in this process: each call of the store port is a step of the state machine. */
export class MemoryRequests implements CibaStore {
  readonly external = false;
  readonly #shelf: Shelf;
  readonly #outbox: MemoryOutbox;
  readonly #used: UsedTokens;
  readonly #attempts: AttemptCounts;
  readonly #guards: Guards;
  readonly #watchers = new Watchers();
  readonly #watchersOfUsers = new Watchers();
  readonly #now: () => number;
  #issuer: string | undefined;

  constructor(maxRequests: number, now: () => number) {
    this.#shelf = new Shelf(maxRequests, now);
    this.#outbox = new MemoryOutbox(this.#shelf, now);
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
    const entry = entryOf(structuredClone(request), now);
    this.#shelf.requireRoom();
    this.#guards.prompted(sub, clientId, caps);
    this.#shelf.add(entry);
    this.#shelf.note(entry);
    this.#tellUser(sub);
    return created(entry.request.record);
  }

  async poll({ selector, secretHash, clientId, ...question }: PollQuestion): Promise<PollOutcome> {
    const entry = this.#shelf.find(selector);
    const record = entry?.request.record;
    if (entry === undefined || record === undefined || record.clientId !== clientId)
      return { status: 'unknown' };
    if (!sameSecret(record.secretHash, secretHash)) return { status: 'unknown' };
    return structuredClone(
      this.#shelf.step(entry, machine.poll(entry.request, { ...question, mark: drawMark() }, this.#now())),
    );
  }

  async claim(selector: string, lease: number): Promise<PollOutcome> {
    const entry = this.#shelf.find(selector);
    if (entry === undefined) return { status: 'unknown' };
    return structuredClone(
      this.#shelf.step(entry, machine.claim(entry.request, { lease, mark: drawMark() }, this.#now())),
    );
  }

  async commit(claim: Claim, payload?: string): Promise<'committed' | 'lost'> {
    const entry = this.#shelf.find(claim.selector);
    return entry === undefined
      ? 'lost'
      : this.#shelf.step(entry, machine.commit(entry.request, claim, this.#now(), payload));
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
    return this.#shelf.step(entry, decided);
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

  acknowledged(selector: string): Promise<boolean> {
    return this.#outbox.acknowledged(selector);
  }

  take(limit: number, lease: number): Promise<readonly Delivery[]> {
    return this.#outbox.take(limit, lease);
  }

  settle(ticket: Ticket): Promise<void> {
    return this.#outbox.settle(ticket);
  }

  defer(ticket: Ticket, after: Deferral): Promise<void> {
    return this.#outbox.defer(ticket, after);
  }

  bury(ticket: Ticket, burial: Burial): Promise<void> {
    return this.#outbox.bury(ticket, burial);
  }

  deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return this.#outbox.deadLetters(limit);
  }

  replay(selector: string): Promise<boolean> {
    return this.#outbox.replay(selector);
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

  #tellUser(sub: string): void {
    if (!isDecoy(sub)) this.#watchersOfUsers.tell(sub);
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

function entryOf(
  { age, lifetime, retention, acknowledgedWithin = 0, queued, similar: _similar, ...values }: NewRequest,
  now: number,
): Entry {
  const receivedAt = now - Math.round(age);
  const record = { ...values, receivedAt, expiresAt: receivedAt + lifetime * 1000 };
  const delivery = queued && outbox.queuedAt(now);
  const request = machine.newlyStored(record, now + acknowledgedWithin * 1000, delivery);
  return { request, keepUntil: record.expiresAt + retention * 1000 };
}

function created({ receivedAt, expiresAt }: RequestRecord): CreateOutcome {
  return { status: 'created', receivedAt, expiresAt };
}

function sameSecret(kept: string, shown: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}
