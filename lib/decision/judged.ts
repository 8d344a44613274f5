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
  const outcome = await judgedAnew(found.record, content, context.host);
  if (outcome === 'accepted') return undefined;
  const { selector, clientId: client_id } = found.record;
  context.emit('refused', { selector, client_id, sub, phase: 'approval', outcome });
  return { outcome };
}

/** The account may be disabled by now, and the client removed. */
async function judgedAnew(
  { clientId, sub }: RequestRecord,
  content: ApprovalContent,
  { getClient, getUser, revalidate }: DecisionContext['host'],
): Promise<'accepted' | 'refused' | 'step_up'> {
  if (revalidate === undefined) return 'accepted';
  const [client, user] = await Promise.all([getClient(clientId), getUser(sub)]);
  if (client === undefined || user === undefined) return 'refused';
  return revalidate(user, client, 'approval', content);
}
