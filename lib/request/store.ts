import type { BoundName } from '../bounds.js';
import type { Attempt, AttemptOutcome } from './attempts.js';
import type { Caps, Limited } from './caps.js';
import type { RequestId } from './ids.js';
import type {
  Approval,
  Decision,
  NewRequest,
  RequestRecord,
  RequestSnapshot,
  RequestState,
} from './record.js';
import type { ScanCursor } from './scan-cursor.js';
import type { StoredSummary, SummaryFilter } from './summary.js';

/** Leave to mint tokens for one approval: a fencing token, void once another poll has claimed. */
export interface Claim {
  readonly selector: string;
  readonly mark: string;
}

/** What a poll brings along. */
export interface PollQuestion {
  readonly selector: string;
  readonly secretHash: string;
  readonly clientId: string;
  /** Seconds for which a claim is held. */
  readonly lease: number;
  /** A look again by a poll that is being held: it was counted when it arrived. */
  readonly recheck?: true;
}

/** What `create` answers. */
export type CreateOutcome =
  | { readonly status: 'created'; readonly receivedAt: number; readonly expiresAt: number }
  | ({ readonly status: 'limited' } & Limited)
  /** One of the same client, user and binding message may be pending, and no cap refuses this one in its place: nothing was stored. */
  | { readonly status: 'similar'; readonly selector: string };

/** What `poll` answers; the order of the members is the order of judgement. */
export type PollOutcome =
  /** No such request, or a wrong secret, or another client's. */
  | { readonly status: 'unknown' }
  | { readonly status: 'redeemed'; readonly sub: string }
  /** `first` is true once, at the first poll that finds a live request expired. */
  | { readonly status: 'expired'; readonly first: boolean; readonly sub: string }
  | { readonly status: 'denied' | 'failed' | 'cancelled' }
  /** Approved, and another poll holds the claim. */
  | { readonly status: 'claimed' }
  | {
      readonly status: 'ready';
      readonly record: RequestRecord;
      readonly approval: Approval;
      readonly claim: Claim;
    }
  /** `interval` in seconds, already grown. */
  | { readonly status: 'slow_down'; readonly interval: number }
  /** `left`: milliseconds until the request expires. */
  | { readonly status: 'pending'; readonly interval: number; readonly left: number };

/** What `decide` answers. */
export type DecideOutcome =
  | {
      readonly outcome: 'accepted';
      readonly clientId: string;
      readonly sub: string;
      /** Whether the client is to be told: ping and push. */
      readonly notifies: boolean;
    }
  /** Approved with a wrong number; denied by it where no attempt is left, and `notifies` is as above. */
  | {
      readonly outcome: 'mismatch';
      readonly clientId: string;
      readonly sub: string;
      readonly attemptsLeft: number;
      readonly notifies: boolean;
    }
  /**
   * `step_up`: approved without naming the class of authentication that the client calls essential. `number_needed`: without the number
   * that the client shows.
   */
  | {
      readonly outcome:
        | 'repeated'
        | 'conflict'
        | 'expired'
        | 'unknown'
        | 'wrong_user'
        | 'step_up'
        | 'number_needed';
    };

/** Leave to tell a client of one outcome: a fencing token, void once another process has taken the delivery. */
export interface Ticket {
  readonly selector: string;
  readonly mark: string;
}

/** An outcome that a client is to be told of. */
export interface Delivery {
  readonly ticket: Ticket;
  readonly record: RequestRecord;
  readonly state: RequestState;
  /** Whether the lifetime is over: nothing more is sent. */
  readonly expired: boolean;
  readonly approval?: Approval;
  /** Calls made before. */
  readonly attempts: number;
  /** Push: the tokens that were committed, sealed. */
  readonly payload?: string;
}

/** A delivery that nobody tries any more. */
export interface DeadLetter {
  readonly record: RequestRecord;
  readonly attempts: number;
  readonly reason: string;
}

/** Why nobody tries any more, and whether a call was made. */
export interface Burial {
  readonly reason: string;
  readonly counted: boolean;
}

/** When to try again, and whether a call was made. */
export interface Deferral {
  readonly ms: number;
  readonly counted: boolean;
}

/** Something signed that may be used once, by its `jti`. RFC 7519 §4.1.7. */
export interface UsedOnce {
  readonly kind: 'assertion' | 'request' | 'proof';
  /** Whose `jti` it is: a client by its id, or by its thumbprint the key of a proof, which names no client. */
  readonly owner: string;
  readonly jti: string;
  /** Seconds for which it is remembered: as long as it would be accepted. */
  readonly seconds: number;
}

/** What `get` answers. */
export type GetOutcome =
  | ({ readonly outcome: 'found' } & RequestSnapshot)
  | { readonly outcome: 'unknown' | 'wrong_user' };

/** What an operator looks for, and how far the look before came. */
export interface ScanQuestion {
  readonly filter: SummaryFilter;
  /** About how many are wanted at once. */
  readonly limit: number;
  /** Where the look before ended; left out for the first. */
  readonly from?: ScanCursor;
}

/** What was found, in no order; `next` where there is more to look through, even if nothing was found so far. */
export interface ScanAnswer {
  readonly found: readonly StoredSummary[];
  readonly next?: ScanCursor;
}

/**
 * Where pending requests live, as `memoryStore()` or `redisStore()` makes it; what it does is called by this package alone.
 *
 * Every call is atomic. The store's own clock decides what has expired; a record is gone only when its retention
 * has ended. A store that cannot answer rejects; it never answers `unknown` instead. A client of a database may send a command twice:
 * every call is then as if sent once, but `take`, whose deliveries wait for the end of their lease, and `unblock`, which answers false.
 *
 * @opaque
 */
export interface CibaStore {
  /** Whether what it keeps leaves this process: pushed tokens must then be sealed. */
  readonly external: boolean;
  /**
   * Keeps the store to one issuer, once, before anything else: what was asked at one is unknown at another, though they
   * share a database. Throws for a second issuer.
   */
  bind(issuer: string): void;
  /** The partition of a user's requests, written into their ids; empty where there is only one. */
  partitionOf(sub: string): string;
  /** Stores a new request unless a cap refuses it, or one like it matters. Again with the same request: `created` again. */
  create(request: NewRequest, caps: Caps): Promise<CreateOutcome>;
  /** Answers a poll: terminal states first, then the claim, then the rate. Writes only counters and the claim. */
  poll(question: PollQuestion): Promise<PollOutcome>;
  /** For push: takes the claim of an approval as a poll would, and counts nothing. */
  claim(selector: string, lease: number): Promise<PollOutcome>;
  /** Redeems the approval that `claim` holds; again with the same claim: `committed` again. Expiry does not matter. `payload`, the sealed tokens of a push, is kept until they are delivered. */
  commit(claim: Claim, payload?: string): Promise<'committed' | 'lost'>;
  /** Gives the claim back, so that the next poll may claim at once. A lost claim gives nothing back. */
  release(claim: Claim): Promise<void>;
  /** Judges unknown, wrong_user, expired, state, step_up, the number, in this order. Without `by` no user is asked for. */
  decide(id: RequestId, decision: Decision, by?: string): Promise<DecideOutcome>;
  /** Cancels a pending request by its selector, on nobody's behalf but the server's. */
  withdraw(selector: string): Promise<DecideOutcome>;
  /** Whether a request is pending. */
  isPending(selector: string): Promise<boolean>;
  /** Reads a request by its approval id for one user. */
  get(id: RequestId, sub: string): Promise<GetOutcome>;
  /** The user's pending requests, the latest to expire first, at most 100. */
  list(sub: string): Promise<readonly RequestRecord[]>;
  /**
   * Looks through all requests, ended ones too, a bounded part at a time. What is there all the while is found at least once; what comes
   * and goes may be. Nothing that opens a request is answered.
   */
  scan(question: ScanQuestion): Promise<ScanAnswer>;
  /** Lets a client near a user again who had reported it. Answers whether it was kept away. */
  unblock(sub: string, clientId: string): Promise<boolean>;
  /** The client has its acknowledgement: it may be told of the outcome at once. Answers whether there is one. */
  acknowledged(selector: string): Promise<boolean>;
  /** Takes what clients are to be told now, at most `limit`, each for `lease` seconds; of one partition, or of all. */
  take(limit: number, lease: number, partition?: string): Promise<readonly Delivery[]>;
  /** The client was told, or needs not be. A ticket that is void changes nothing, here and below. */
  settle(ticket: Ticket): Promise<void>;
  /** Tries again later; the ticket is void then. */
  defer(ticket: Ticket, after: Deferral): Promise<void>;
  /** Nobody tries any more: a dead letter, until its request is forgotten. */
  bury(ticket: Ticket, burial: Burial): Promise<void>;
  /** The dead letters, the latest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Tries a dead letter again, unless its request has expired. Answers whether there was one. */
  replay(selector: string): Promise<boolean>;
  /**
   * Calls back when it may be worth looking at a request again; the answer ends that. Only a hint: it may come for nothing, and may be
   * missed.
   */
  onChange(selector: string, changed: () => void): () => void;
  /** Likewise, when requests of this user were created or decided, or a number given was wrong, in whatever process; not when they expire, and never of a decoy. */
  onUserChange(sub: string, changed: () => void): () => void;
  /** Whether this is the first use; remembered from then on, by a hash alone. */
  useOnce(used: UsedOnce): Promise<boolean>;
  /** Counts an attempt at a secret before it is judged, unless there were too many. */
  attempt(attempt: Attempt): Promise<AttemptOutcome>;
  /** That attempt turned out right: it does not count. */
  forgive(attempt: Attempt): Promise<void>;
  /** What is wrong with the store, in sentences; empty when all is well. */
  check(): Promise<readonly string[]>;
  /** Ends the store's own timers; connections are the host's. */
  close(): void;
}

/** Thrown by a store that is sure to have changed nothing: it was full, cut off, or refused by its server. */
export class NothingStored extends Error {
  /** The bound that was reached, where one was. */
  declare readonly bound?: BoundName;

  constructor(message: string, bound?: BoundName) {
    super(message);
    if (bound !== undefined) this.bound = bound;
  }
}

/** Most requests that `list` answers with. */
export const LIST_LIMIT = 100;
