import { ConfigurationError } from '../../errors.js';
import { requireKnown } from '../../known-options.js';
import type { Attempt, AttemptOutcome } from '../../request/attempts.js';
import { canonicalJson } from '../../request/canonical-json.js';
import type { CapName, Caps } from '../../request/caps.js';
import { isDecoy } from '../../request/decoy.js';
import { isUnannounced } from '../../request/delivery.js';
import { rememberedFor } from '../../request/guard.js';
import { partitionOfSelector, type RequestId } from '../../request/ids.js';
import { drawMark } from '../../request/mark.js';
import { plainStore } from '../../request/plain-store.js';
import {
  blockOf,
  type Decision,
  type NewRequest,
  numberOf,
  type RequestRecord,
  type RequestState,
} from '../../request/record.js';
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
import { decodeFields, decodeRecord, encodeRecord, readable } from './codec.js';
import { Connection, type RedisLike } from './connection.js';
import { Decided } from './decided.js';
import { problemsOf } from './health.js';
import { type Keys, keysOf } from './keys.js';
import { pollOutcome } from './poll-reply.js';
import { RedisOutbox } from './redis-outbox.js';
import { RedisScan } from './redis-scan.js';
import { Replicas, requireWaiting, type WaitReplicas } from './replicas.js';
import { replicatedStore } from './replicated-store.js';
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

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** What every key begins with. Default `ciba`. */
  readonly keyPrefix?: string;
  /**
   * Into how many hash tags users are spread, 1 to 1,000. Default 1; on a Redis Cluster a few times the number of
   * masters. Each id names its own partition, so requests outlive a change of this number; lists and caps miss those
   * from before until they end. Lower it only once nothing is pending: what waits to be told to clients in partitions that are no more stays there.
   */
  readonly partitions?: number;
  /**
   * How many replicas must have a request, a decision, a claim and a redemption before anybody is told of it, and for how many
   * milliseconds they are waited for: what is not confirmed in time is 503. Default: none is waited for, and a failover may lose what
   * was written last. Not on a Cluster. See docs/redis.md for what it costs.
   */
  readonly waitReplicas?: WaitReplicas;
  /** The clock, in milliseconds since the epoch; for tests alone. Default: the Redis server's own clock. */
  readonly now?: () => number;
}

const COMMANDS = ['evalsha', 'eval', 'info'] as const;

/**
 * Keeps pending requests in Redis, with a TTL on every key: for production and several processes.
 *
 * Takes a connected `Redis` or `Cluster` of ioredis 5 or 6 and uses it as it is; closing it stays with the host.
 * Every call is one script on keys of one hash tag. Needs Redis 6.2 or newer and `maxmemory-policy noeviction`;
 * `ciba.ready()` says what is wrong.
 *
 * @throws ConfigurationError when the client lacks a command that is needed, or an option is out of range
 * @example
 * ```ts
 * import { redisStore } from 'express-ciba';
 * import { Redis } from 'ioredis';
 *
 * const store = redisStore(new Redis('redis://127.0.0.1:6379'), { keyPrefix: 'shop-ciba' });
 * ```
 */
export function redisStore(redis: RedisLike, options: RedisStoreOptions = {}): CibaStore {
  if (COMMANDS.some((name) => typeof redis?.[name] !== 'function')) {
    throw new ConfigurationError('ERR_CIBA_REDIS', 'redisStore() takes a Redis or Cluster of ioredis');
  }
  requireKnown(options, {
    prefix: 'option of redisStore: ',
    names: ['keyPrefix', 'partitions', 'waitReplicas', 'now'],
  });
  const { keyPrefix = 'ciba', partitions = 1, waitReplicas, now } = options;
  if (typeof keyPrefix !== 'string' || !/^[^{}\s]+$/.test(keyPrefix)) {
    throw new ConfigurationError('ERR_CIBA_KEY_PREFIX', 'keyPrefix is text without braces and spaces');
  }
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 1000) {
    throw new ConfigurationError('ERR_CIBA_PARTITIONS', 'partitions is a whole number from 1 to 1000');
  }
  const connection = new Connection(redis);
  const store = plainStore(new RedisStore(connection, keysOf(keyPrefix, partitions), now));
  if (waitReplicas === undefined) return store;
  requireWaiting(redis, waitReplicas);
  return replicatedStore(store, new Replicas(connection, `${keyPrefix}:w`, waitReplicas));
}

class RedisStore implements CibaStore {
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
    const { selector, sub, clientId } = request;
    const [user, guard] = this.#userKeys(selector, sub);
    const [status, first, second] = await this.#run<[CreateOutcome['status'], CapName | number, number]>(
      CREATE,
      [
        this.#keys.request(selector),
        ...[user, guard, this.#keys.outbox(selector)],
        // A key that is not looked at needs no name of its own.
        request.similar
          ? this.#keys.similar(partitionOfSelector(selector), request)
          : this.#keys.outbox(selector),
      ],
      [
        ...[Math.round(request.age), request.lifetime * 1000, request.retention * 1000],
        ...[capArgument(caps.pendingPerUser), capArgument(caps.pendingPerClientAndUser), selector, clientId],
        request.acknowledgedWithin === undefined ? '' : request.acknowledgedWithin * 1000,
        ...promptArguments(caps),
        ...[request.queued ? 1 : '', request.similar ? 1 : '', request.similar?.over?.join(' ') ?? ''],
        ...[this.#keys.channel, this.#userOnChannel(sub, user)],
        ...encodeRecord(request),
      ],
    );
    if (status === 'created') return { status, receivedAt: Number(first), expiresAt: Number(second) };
    if (status === 'similar') return { status, selector: String(first) };
    return { status, cap: first as CapName, retryAfter: Math.max(1, Math.ceil(second / 1000)) };
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
    const { state, content } = decision;
    const [unannounced, block] = [isUnannounced(decision) ? 1 : 0, blockOf(decision)];
    const { selector } = id;
    const sub = by ?? (await this.#whose(selector))?.sub;
    if (sub === undefined) return { outcome: 'unknown' };
    const [user, guard] = this.#userKeys(selector, sub);
    const reply = await this.#run<DecideReply>(
      DECIDE,
      [this.#keys.request(selector), user, this.#keys.outbox(selector), this.#keys.dead(selector), guard],
      [
        ...[id.secret, state, canonicalJson(content), selector, this.#keys.channel, unannounced],
        state === 'approved' && content.acr === undefined ? 1 : '',
        block === undefined ? '' : block * 1000,
        ...[drawMark(), this.#userOnChannel(sub, user), numberOf(decision)],
        ...(by === undefined ? [] : [by]),
      ],
    );
    return decideOutcome(reply);
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

  /** What tells that this user has something new; nothing of a decoy, for whom nobody waits. */
  #userOnChannel(sub: string, index: string): string {
    return isDecoy(sub) ? '' : this.#keys.userOnChannel(index);
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

/** What DECIDE answers; listed with the script. */
type DecideReply = [DecideOutcome['outcome'], string, string, number, number];

function decideOutcome([outcome, clientId, sub, notified, left]: DecideReply): DecideOutcome {
  const notifies = Number(notified) === 1;
  if (outcome === 'accepted') return { outcome, clientId, sub, notifies };
  if (outcome === 'mismatch') return { outcome, clientId, sub, attemptsLeft: Number(left), notifies };
  return { outcome };
}

/** How CREATE reads a cap: empty is none. */
function capArgument(cap: number | false): number | '' {
  return cap === false ? '' : cap;
}

function promptArguments(caps: Caps): readonly (number | '')[] {
  const { promptsPerUser: ofUser, promptsPerClientAndUser: ofClient, coolDown } = caps;
  return [
    ...(ofUser === false ? (['', ''] as const) : [ofUser.most, ofUser.seconds]),
    ...(ofClient === false ? (['', ''] as const) : [ofClient.most, ofClient.seconds]),
    ...(coolDown === false ? (['', ''] as const) : [coolDown.seconds, coolDown.most]),
    rememberedFor(caps),
  ];
}
