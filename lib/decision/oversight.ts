import type { Emit } from '../events.js';
import { isSelector } from '../request/ids.js';
import type { DeliveryMode, RequestState } from '../request/record.js';
import { formatCursor, parseCursor } from '../request/scan-cursor.js';
import type { CibaStore, ScanQuestion } from '../request/store.js';
import type { StoredSummary } from '../request/summary.js';
import type { DecisionAnswer } from './decisions.js';

/** Which requests are looked for; all of them where it says nothing. */
export interface RequestFilter {
  /** Of this client. */
  readonly client_id?: string;
  /** To this user. */
  readonly sub?: string;
  /** In this state, as of now. */
  readonly state?: RequestState;
  /** About how many are wanted at once, 1 to 1,000. Default 100. */
  readonly limit?: number;
  /** The cursor of the page before. */
  readonly cursor?: string;
}

/** A request as operators see it: nothing that opens it, and nothing of what it says to the user. */
export interface RequestSummary {
  /** For `withdraw`; correlates with the audit events. */
  readonly selector: string;
  /** Who asks. */
  readonly client_id: string;
  /** Who is asked. */
  readonly sub: string;
  /** As of now: `expired` as soon as the lifetime is over. */
  readonly state: RequestState;
  /** How the client learns of the outcome. */
  readonly delivery_mode: DeliveryMode;
  /** What is asked for. */
  readonly scope: readonly string[];
  /** When the client asked. */
  readonly createdAt: Date;
  /** Until when it can be decided and redeemed. */
  readonly expiresAt: Date;
}

/** Some requests, in no order; while there is a `cursor` there may be more, even where a page is empty. */
export interface RequestPage {
  /** Those that were found. */
  readonly requests: readonly RequestSummary[];
  /** For the next call; opaque. */
  readonly cursor?: string;
}

/** A client that a user has reported. */
export interface Reported {
  /** Who reported it. */
  readonly sub: string;
  /** The client that is kept away. */
  readonly client_id: string;
}

/** What operators see of all users' requests, and do about them. */
export interface Oversight {
  /**
   * Looks through all requests that are remembered, ended ones too, a part at a time: each call is a bounded amount of work for the store.
   *
   * @throws TypeError, its `code` `ERR_CIBA_FILTER`, for a filter that means nothing
   */
  requests(filter?: RequestFilter): Promise<RequestPage>;
  /** Cancels a request by its selector, as `cancel` does by its approval id. For operators: no user is asked for. */
  withdraw(selector: string): Promise<DecisionAnswer>;
  /**
   * Takes a report back: the client is let near the user again. Answers whether it was kept away.
   *
   * @throws TypeError where `sub` or `client_id` is missing
   */
  unblock(reported: Reported): Promise<boolean>;
}

/** What oversight needs. */
export interface OversightContext {
  readonly store: CibaStore;
  /** Hears of requests whose client is to be told. */
  readonly decided: (selector: string) => void;
  readonly emit: Emit;
}

const LIMIT = 100;
const MOST = 1000;
const MEMBERS = ['client_id', 'sub', 'state', 'limit', 'cursor'];
const STATES: readonly string[] = [
  ...(['pending', 'approved', 'denied', 'failed', 'cancelled'] satisfies RequestState[]),
  ...(['redeemed', 'expired'] satisfies RequestState[]),
];

/** Makes the operator's view of requests. */
export function oversight({ store, decided: tell, emit }: OversightContext): Oversight {
  return {
    async requests(filter = {}) {
      const { found, next } = await store.scan(questionOf(filter));
      return { requests: found.map(publicly), ...(next && { cursor: formatCursor(next) }) };
    },
    async withdraw(selector) {
      if (!isSelector(selector)) return { outcome: 'unknown' };
      const decided = await store.withdraw(selector);
      if (decided.outcome !== 'accepted') return { outcome: decided.outcome };
      if (decided.notifies) tell(selector);
      emit('cancelled', { selector, client_id: decided.clientId, sub: decided.sub });
      return { outcome: 'accepted' };
    },
    async unblock({ sub, client_id }) {
      const given: readonly unknown[] = [sub, client_id];
      if (given.some((name) => typeof name !== 'string' || name === ''))
        throw new TypeError('unblock needs a user and a client: { sub: string, client_id: string }');
      const unblocked = await store.unblock(sub, client_id);
      if (unblocked) emit('unblocked', { client_id, sub });
      return unblocked;
    },
  };
}

/** A filter that is misspelt would list everybody's requests. */
function questionOf(filter: RequestFilter): ScanQuestion {
  if (typeof filter !== 'object' || filter === null) throw meaningless('an object is wanted');
  const unknown = Object.keys(filter).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw meaningless(`unknown: ${unknown}; known: ${MEMBERS.join(', ')}`);
  const { client_id, sub, state, limit = LIMIT, cursor } = filter;
  for (const [name, value] of Object.entries({ client_id, sub }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw meaningless(`${name} is text`);
  if (state !== undefined && !STATES.includes(state)) throw meaningless(`state is ${STATES.join(', ')}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw meaningless(`limit is a whole number from 1 to ${MOST}`);
  const from = parseCursor(cursor);
  if (cursor !== undefined && from === undefined) throw meaningless('cursor is that of the page before');
  return {
    filter: {
      ...(client_id !== undefined && { clientId: client_id }),
      ...(sub !== undefined && { sub }),
      ...(state !== undefined && { state }),
    },
    limit,
    ...(from && { from }),
  };
}

function meaningless(message: string): TypeError {
  return Object.assign(new TypeError(`requests(): ${message}`), { code: 'ERR_CIBA_FILTER' });
}

function publicly(summary: StoredSummary): RequestSummary {
  const { selector, clientId, sub, state, deliveryMode, scope, receivedAt, expiresAt } = summary;
  return {
    selector,
    client_id: clientId,
    sub,
    state,
    delivery_mode: deliveryMode,
    scope,
    createdAt: new Date(receivedAt),
    expiresAt: new Date(expiresAt),
  };
}
