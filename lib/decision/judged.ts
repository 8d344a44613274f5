import { meetsDemands } from '../request/demands.js';
import { parseId } from '../request/ids.js';
import { requireNarrowing } from '../request/narrowing.js';
import type { ApprovalContent, RequestRecord } from '../request/record.js';
import type { DecisionAnswer, DecisionContext } from './decisions.js';

/**
 * What stands against an approval; undefined where nothing does. Throws a `TypeError` for one that grants more than was requested.
 *
 * The request is read first only where something may stand against it: it is granted in part, it says how the user authenticated, or the
 * host wants to judge anew. What was requested never changes.
 */
export async function judged(
  id: string,
  sub: string,
  content: ApprovalContent,
  context: DecisionContext,
): Promise<DecisionAnswer | undefined> {
  const parsed = parseId(id);
  const judges = context.host.revalidate !== undefined || Object.keys(content).some((name) => name !== 'amr');
  if (parsed === undefined || !judges) return undefined;
  const found = await context.store.get(parsed, sub);
  if (found.outcome !== 'found') return { outcome: found.outcome };
  requireNarrowing(content, found.record, context.comparisons);
  if (found.state !== 'pending') return undefined;
  if (!meetsDemands(found.record, content, { decidedAt: Date.now() })) return { outcome: 'step_up' };
  return judgedAnew(found.record, context);
}

/** The account may be disabled by now, and the client removed. */
async function judgedAnew(
  { clientId, sub }: RequestRecord,
  { host: { getClient, getUser, revalidate } }: DecisionContext,
): Promise<DecisionAnswer | undefined> {
  if (revalidate === undefined) return undefined;
  const [client, user] = await Promise.all([getClient(clientId), getUser(sub)]);
  if (client === undefined || user === undefined) return { outcome: 'refused' };
  const outcome = await revalidate(user, client, 'approval');
  return outcome === 'accepted' ? undefined : { outcome };
}
