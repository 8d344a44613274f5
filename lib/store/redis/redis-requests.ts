import type { Attempt, AttemptOutcome } from '../../request/attempts.js';
import type { Caps } from '../../request/caps.js';
import { isDecoy } from '../../request/decoy.js';
import { partitionOfSelector, type RequestId } from '../../request/ids.js';
import { drawMark } from '../../request/mark.js';
import type { Decision, NewRequest, RequestRecord, RequestState } from '../../request/record.js';
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
  type PollOutcome,
  type PollQuestion,
  type ScanAnswer,
  type ScanQuestion,
  type Ticket,
  type UsedOnce,
} from '../../request/store.js';
import { fits, summaryOf } from '../../request/summary.js';
import { requireOneIssuer } from '../one-issuer.js';
import { decodeFields, decodeRecord, readable } from './codec.js';
import type { Connection } from './connection.js';
import { type CreateReply, createArguments, createOutcome, type Hearers } from './create-call.js';
import { type DecideReply, decideArguments, decideOutcome } from './decide-call.js';
import { Decided } from './decided.js';
import { problemsOf } from './health.js';
import type { Keys } from './keys.js';
import { pollOutcome } from './poll-reply.js';
import { RedisOutbox } from './redis-outbox.js';
import { RedisScan } from './redis-scan.js';
import { ATTEMPT } from './scripts/attempt.js';
import { CLAIM } from './scripts/claim.js';
import { COMMIT } from './scripts/commit.js';
import { CREATE } from './scripts/create.js';
import { DECIDE } from './scripts/decide.js';
import { FORGIVE } from './scripts/forgive.js';
import { GET } from './scripts/get.js';
import { LIST, READ_PENDING } from './scripts/list.js';
import { POLL } from './scripts/poll.js';
import { RELEASE } from './scripts/release.js';
import type { Script } from './scripts/script.js';
import { UNBLOCK } from './scripts/unblock.js';
import { USE_ONCE } from './scripts/use-once.js';
import { WHOSE } from './scripts/whose.js';

/** The pending requests in a Redis or Cluster: each call of the store port is one script, and two where nobody says whose request it is. */
export class RedisRequests implements CibaStore {
  readonly external = true;
  readonly #connection: Connection;
  #keys: Keys;
  #outbox: RedisOutbox;
  #decided: Decided | undefined;
  #closed = false;
  #issuer: string | undefined;
  readonly #now: (() => number) | undefined;

  constructor(connection: Connection, keys: Keys, now: (() => number) | undefined) {
    this.#connection = connection;
    this.#keys = keys;
    this.#now = now;
    this.#outbox = this.#outboxOf(keys);
  }

  bind(issuer: string): void {
    this.#issuer = requireOneIssuer(this.#issuer, issuer);
    this.#keys = this.#keys.of(issuer);
    this.#outbox = this.#outboxOf(this.#keys);
  }

  partitionOf(sub: string): string {
    return this.#keys.partitionOf(sub);
  }

  async create(request: NewRequest, caps: Caps): Promise<CreateOutcome> {
    const { selector, sub } = request;
    const [user, guard] = this.#userKeys(selector, sub);
    const outbox = this.#keys.outbox(selector);
    // A key that is not looked at needs no name of its own.
    const similar = request.similar ? this.#keys.similar(partitionOfSelector(selector), request) : outbox;
    const args = createArguments(request, caps, this.#hearers(sub, user));
    const keys = [this.#keys.request(selector), user, guard, outbox, similar];
    return createOutcome(await this.#run<CreateReply>(CREATE, keys, args));
  }

  async poll({ selector, secretHash, clientId, lease, recheck }: PollQuestion): Promise<PollOutcome> {
    const mark = drawMark();
    const args = [secretHash, clientId, lease * 1000, recheck ? 1 : 0, mark];
    const reply = await this.#run(POLL, [this.#keys.request(selector)], args);
    return pollOutcome({ selector, mark }, reply as [string, ...unknown[]]);
  }

  async claim(selector: string, lease: number): Promise<PollOutcome> {
    const mark = drawMark();
    const reply = await this.#run(CLAIM, [this.#keys.request(selector)], [lease * 1000, mark]);
    return pollOutcome({ selector, mark }, reply as [string, ...unknown[]]);
  }

  commit({ selector, mark }: Claim, payload?: string): Promise<'committed' | 'lost'> {
    const args = payload === undefined ? [mark] : [mark, payload];
    return this.#run(COMMIT, [this.#keys.request(selector)], args);
  }

  async release({ selector, mark }: Claim): Promise<void> {
    await this.#run(RELEASE, [this.#keys.request(selector)], [mark]);
  }

  async decide(id: RequestId, decision: Decision, by?: string): Promise<DecideOutcome> {
    const { selector } = id;
    const sub = by ?? (await this.#whose(selector))?.sub;
    if (sub === undefined) return { outcome: 'unknown' };
    const [user, guard] = this.#userKeys(selector, sub);
    const keys = [
      this.#keys.request(selector),
      user,
      this.#keys.outbox(selector),
      this.#keys.dead(selector),
      guard,
    ];
    const args = decideArguments(id, decision, this.#hearers(sub, user), by);
    return decideOutcome(await this.#run<DecideReply>(DECIDE, keys, args));
  }

  async withdraw(selector: string): Promise<DecideOutcome> {
    const whose = await this.#whose(selector);
    if (whose === undefined) return { outcome: 'unknown' };
    return this.decide({ selector, secret: whose.secret }, { state: 'cancelled', content: {} });
  }

  async isPending(selector: string): Promise<boolean> {
    return (await this.#whose(selector))?.isPending ?? false;
  }

  async get({ selector, secret }: RequestId, sub: string): Promise<GetOutcome> {
    const [outcome, state, flat] = await this.#run<[GetOutcome['outcome'], RequestState, string[]]>(
      GET,
      [this.#keys.request(selector)],
      [secret, sub],
    );
    return outcome === 'found'
      ? { outcome, state, record: decodeRecord(selector, decodeFields(flat)) }
      : { outcome };
  }

  async list(sub: string): Promise<readonly RequestRecord[]> {
    const index = this.#keys.user(this.#keys.partitionOf(sub), sub);
    const selectors = await this.#run<string[]>(LIST, [index], [LIST_LIMIT]);
    if (selectors.length === 0) return [];
    const keys = selectors.map((selector) => this.#keys.request(selector));
    const found = await this.#run<string[][]>(READ_PENDING, keys, []);
    return found.flatMap((flat, i) =>
      flat.length === 0 ? [] : readable(() => decodeRecord(selectors[i] as string, decodeFields(flat))),
    );
  }

  async scan(question: ScanQuestion): Promise<ScanAnswer> {
    const { sub, state } = question.filter;
    if (sub !== undefined && state === 'pending' && question.from === undefined) {
      const pending = await this.list(sub);
      const summaries = pending.map((record) => summaryOf(record, 'pending'));
      // The index of a user answers at once, and is not asked for what it may not hold all of.
      if (pending.length < LIST_LIMIT)
        return { found: summaries.filter((summary) => fits(summary, question.filter)) };
    }
    return new RedisScan(this.#connection, this.#keys, this.#run.bind(this)).scan(question);
  }

  async unblock(sub: string, clientId: string): Promise<boolean> {
    const guard = this.#keys.guard(this.#keys.partitionOf(sub), sub);
    return Number(await this.#run(UNBLOCK, [guard], [clientId])) === 1;
  }

  acknowledged(selector: string): Promise<boolean> {
    return this.#outbox.acknowledged(selector);
  }

  take(limit: number, lease: number, partition?: string): Promise<readonly Delivery[]> {
    return this.#outbox.take(limit, lease, partition);
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
    return this.#watch(selector, changed);
  }

  onUserChange(sub: string, changed: () => void): () => void {
    return this.#watch(this.#keys.userOnChannel(this.#keys.user(this.#keys.partitionOf(sub), sub)), changed);
  }

  async useOnce(used: UsedOnce): Promise<boolean> {
    return (
      Number(await this.#run(USE_ONCE, [this.#keys.used(used)], [used.seconds * 1000, drawMark()])) === 1
    );
  }

  async attempt(attempt: Attempt): Promise<AttemptOutcome> {
    const { most, seconds } = attempt;
    const ms = Number(
      await this.#run(ATTEMPT, [this.#keys.attempts(attempt)], [most, seconds * 1000, drawMark()]),
    );
    return ms === 0 ? { allowed: true } : { allowed: false, retryAfter: Math.ceil(ms / 1000) };
  }

  async forgive(attempt: Attempt): Promise<void> {
    await this.#run(FORGIVE, [this.#keys.attempts(attempt)], [drawMark()]);
  }

  async check(): Promise<readonly string[]> {
    return [...new Set((await this.#connection.infos()).flatMap(problemsOf))];
  }

  close(): void {
    this.#closed = true;
    this.#decided?.close();
    this.#decided = undefined;
  }

  #watch(message: string, changed: () => void): () => void {
    if (this.#closed) return () => undefined;
    this.#decided ??= new Decided(this.#connection, this.#keys.channel);
    return this.#decided.watch(message, changed);
  }

  /** Nobody waits for what a decoy is asked. */
  #hearers(sub: string, index: string): Hearers {
    return { channel: this.#keys.channel, user: isDecoy(sub) ? '' : this.#keys.userOnChannel(index) };
  }

  #userKeys(selector: string, sub: string): readonly [string, string] {
    const partition = partitionOfSelector(selector);
    return [this.#keys.user(partition, sub), this.#keys.guard(partition, sub)];
  }

  async #whose(selector: string): Promise<{ sub: string; secret: string; isPending: boolean } | undefined> {
    const [outcome, sub, secret, undecided] = await this.#run<['found' | 'unknown', string, string, 0 | 1]>(
      WHOSE,
      [this.#keys.request(selector)],
      [],
    );
    return outcome === 'found' ? { sub, secret, isPending: Number(undecided) === 1 } : undefined;
  }

  #outboxOf(keys: Keys): RedisOutbox {
    return new RedisOutbox(keys, (script, itsKeys, args) => this.#run(script, itsKeys, args));
  }

  #run<Reply>(script: Script, keys: string[], args: (string | number)[]): Promise<Reply> {
    const now = this.#now === undefined ? '' : this.#now();
    return this.#connection.run(script, keys, [now, ...args]) as Promise<Reply>;
  }
}
