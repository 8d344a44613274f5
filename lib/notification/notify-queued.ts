import type { AuthenticationRequest, EndUser } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import type { Emit } from '../events.js';
import type { Logger } from '../logger.js';
import type { RequestRecord } from '../request/record.js';
import type { CibaStore, Delivery } from '../request/store.js';
import { authenticationRequest } from '../request-view.js';
import type { Verdict } from './verdict.js';

/** What asking a user from the queue needs. */
export interface NotifyQueuedContext {
  readonly store: CibaStore;
  readonly emit: Emit;
  readonly logger: Logger;
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly getUser: (sub: string) => Promise<EndUser | undefined>;
  readonly notifyUser: (request: AuthenticationRequest) => Promise<unknown>;
  /** Hears of requests whose client is to be told. */
  readonly decided: (selector: string) => void;
}

/** Milliseconds since it was received after which a request is looked at again. */
const LATE = 1000;

/**
 * Asks the user of a request that was queued; where nobody can be reached the request fails, so that its client need not wait for it to expire.
 *
 * One that has waited for its turn may be over by now: it is looked at again, which one that is asked at once, as most are, is spared. How long it
 * waited is judged by two clocks: where they differ, one more is looked at, or one more user is asked what can no longer be answered.
 */
export async function notifyQueued({ record }: Delivery, context: NotifyQueuedContext): Promise<Verdict> {
  const involved = await involvedIn(record, context).catch((error: unknown) => {
    context.logger.error(error, 'the user of a queued request could not be read');
    return undefined;
  });
  if (involved === undefined) return { what: 'again', reason: 'client_unknown', counted: false };
  try {
    const { client, user, isOver } = involved;
    if (isOver) return { what: 'moot' };
    if (client === undefined || user === undefined) throw new Error('the client or the user is gone');
    await context.notifyUser(authenticationRequest(record, 'pending', client, user));
  } catch (error) {
    context.logger.error(error, 'a user could not be asked');
    await failUnreachable(record, context);
  }
  return { what: 'moot' };
}

interface Involved {
  readonly client: CibaClient | undefined;
  readonly user: EndUser | undefined;
  /** Somebody else decided, or the client asked anew. */
  readonly isOver: boolean;
}

async function involvedIn(
  { selector, clientId, sub, receivedAt }: RequestRecord,
  { store, getClient, getUser }: NotifyQueuedContext,
): Promise<Involved> {
  const client = await getClient(clientId);
  const user = await getUser(sub);
  // Last, so that nothing else takes its time.
  const isLate = Date.now() - receivedAt > LATE;
  return { client, user, isOver: isLate && !(await store.isPending(selector)) };
}

async function failUnreachable(record: RequestRecord, context: NotifyQueuedContext): Promise<void> {
  const { selector, approvalSecret, clientId, sub } = record;
  const reason = 'unreachable';
  const id = { selector, secret: approvalSecret };
  const decided = await context.store.decide(id, { state: 'failed', content: { reason } }, sub);
  if (decided.outcome !== 'accepted') return;
  context.emit('failed', { selector, client_id: clientId, sub, reason });
  if (decided.notifies) context.decided(selector);
}
