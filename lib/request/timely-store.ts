import type { Bounded } from '../bounds.js';
import { beforeDeadline } from '../deadline.js';
import { CibaError, isCibaError } from '../errors.js';
import type { NewRequest } from './record.js';
import { type CibaStore, NothingStored } from './store.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/** How often a request must be unknown before it counts as never stored: what was cut off may still be on its way. */
const ENOUGH_UNKNOWNS = 5;

/** How many requests are failed at once after an outage; those beyond end by their own expiry. */
const MOST_FAILING = 1000;

/**
 * A store of which every call has a deadline; one that fails or is late is 503 `temporarily_unavailable`.
 *
 * Such a call may have taken effect all the same, so what it left behind is undone: a request that nobody was told
 * of is failed, a claim that nobody mints under is given back. `bounded` hears where the store was full.
 */
export function timelyStore(store: CibaStore, seconds: number, bounded?: Bounded): CibaStore {
  const closing = new AbortController();
  let failing = 0;
  const timely = async <T>(
    ask: () => Promise<T>,
    undo?: (asked: Promise<T>) => Promise<unknown>,
  ): Promise<T> => {
    const asked = rejecting(ask);
    try {
      return await beforeDeadline(asked, seconds, 'the store');
    } catch (cause) {
      if (isCibaError(cause)) throw cause;
      if (!(cause instanceof NothingStored)) undo?.(asked).catch(() => undefined);
      else if (cause.bound !== undefined) bounded?.(cause.bound);
      throw new CibaError('temporarily_unavailable', undefined, { cause, status: 503 });
    }
  };
  return {
    ...plainlyTimely(store, timely),
    create: (request, caps) =>
      timely(
        () => store.create(request, caps),
        async () => {
          if (failing >= MOST_FAILING) return;
          failing += 1;
          await failUnannounced(store, request, closing.signal).finally(() => {
            failing -= 1;
          });
        },
      ),
    poll: (question) =>
      timely(
        () => store.poll(question),
        async (asked) => {
          const late = await asked;
          if (late.status === 'ready') await store.release(late.claim);
        },
      ),
    close() {
      closing.abort();
      store.close();
    },
  };
}

/** The calls that leave nothing behind which would have to be undone. */
function plainlyTimely(
  store: CibaStore,
  timely: <T>(ask: () => Promise<T>) => Promise<T>,
): Omit<CibaStore, 'create' | 'poll' | 'close'> {
  return {
    external: store.external,
    bind: (issuer) => store.bind(issuer),
    partitionOf: (sub) => store.partitionOf(sub),
    claim: (selector, lease) => timely(() => store.claim(selector, lease)),
    commit: (claim, payload) => timely(() => store.commit(claim, payload)),
    release: (claim) => timely(() => store.release(claim)),
    decide: (id, decision, by) => timely(() => store.decide(id, decision, by)),
    withdraw: (selector) => timely(() => store.withdraw(selector)),
    isPending: (selector) => timely(() => store.isPending(selector)),
    get: (id, sub) => timely(() => store.get(id, sub)),
    list: (sub) => timely(() => store.list(sub)),
    scan: (question) => timely(() => store.scan(question)),
    unblock: (sub, clientId) => timely(() => store.unblock(sub, clientId)),
    acknowledged: (selector) => timely(() => store.acknowledged(selector)),
    take: (limit, lease, partition) => timely(() => store.take(limit, lease, partition)),
    settle: (ticket) => timely(() => store.settle(ticket)),
    defer: (ticket, after) => timely(() => store.defer(ticket, after)),
    bury: (ticket, burial) => timely(() => store.bury(ticket, burial)),
    deadLetters: (limit) => timely(() => store.deadLetters(limit)),
    replay: (selector) => timely(() => store.replay(selector)),
    onChange: (selector, changed) => store.onChange(selector, changed),
    onUserChange: (sub, changed) => store.onUserChange(sub, changed),
    useOnce: (used) => timely(() => store.useOnce(used)),
    attempt: (attempt) => timely(() => store.attempt(attempt)),
    forgive: (attempt) => timely(() => store.forgive(attempt)),
    check: () => timely(() => store.check()),
  };
}

/** A store that throws instead of rejecting is no different. */
async function rejecting<T>(ask: () => Promise<T>): Promise<T> {
  return ask();
}

/** Fails a request that may or may not have been stored; the client has heard 503 and the user nothing. */
async function failUnannounced(store: CibaStore, request: NewRequest, signal: AbortSignal): Promise<void> {
  const { selector, approvalSecret, sub, lifetime } = request;
  let unknowns = 0;
  const fail = async (): Promise<boolean> => {
    const content = { reason: 'store_unavailable' };
    const decision = { state: 'failed', content, unannounced: true } as const;
    const { outcome } = await store.decide({ selector, secret: approvalSecret }, decision, sub);
    unknowns += outcome === 'unknown' ? 1 : 0;
    return outcome !== 'unknown' || unknowns === ENOUGH_UNKNOWNS;
  };
  let left = lifetime * 1000;
  for (let wait = FIRST_PAUSE_MS; left > 0 && !signal.aborted; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    if (await fail().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, wait).unref());
    left -= wait;
  }
}
