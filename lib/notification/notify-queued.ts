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

/** Asks the user of a request that was queued; where nobody can be reached the request fails, so that its client need not wait for it to expire. */
export async function notifyQueued({ record }: Delivery, context: NotifyQueuedContext): Promise<Verdict> {
  const involved = await involvedIn(record, context).catch((error: unknown) => {
    context.logger.error(error, 'the user of a queued request could not be read');
    return undefined;
  });
  if (involved === undefined) return { what: 'again', reason: 'client_unknown', counted: false };
  try {
    const { client, user } = involved;
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
}

async function involvedIn(
  { clientId, sub }: RequestRecord,
  { getClient, getUser }: NotifyQueuedContext,
): Promise<Involved> {
  return { client: await getClient(clientId), user: await getUser(sub) };
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
