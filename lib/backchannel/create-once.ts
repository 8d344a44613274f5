import { CibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Caps } from '../request/caps.js';
import type { NewRequest } from '../request/record.js';
import type { CibaStore, CreateOutcome } from '../request/store.js';

/** What becomes of a request while another one of the same client, user and binding message is pending. */
export type WhenPending = 'allow' | 'refuse' | 'supersede';

/** What storing a request once needs. */
export interface CreateContext {
  readonly store: Pick<CibaStore, 'create' | 'isPending' | 'withdraw'>;
  readonly emit: Emit;
  readonly caps: Caps;
  readonly whenPending: WhenPending;
}

/** How often a request gives way to others that come in between. */
const MOST_TRIES = 5;

/**
 * Stores a request, unless one like it is pending and that is to be refused. Where it is to be superseded, the new one is stored in its place and
 * that one cancelled then: so a client whose acknowledgement was lost may ask again without the user being asked twice, and a request that
 * is refused, or was never stored, takes nothing from the user.
 */
export async function createOnce(
  request: NewRequest,
  { store, emit, caps, whenPending }: CreateContext,
): Promise<Exclude<CreateOutcome, { status: 'similar' }>> {
  const over: string[] = [];
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const asked = whenPending === 'allow' ? request : { ...request, similar: { over } };
    const outcome = await store.create(asked, caps);
    if (outcome.status === 'created' && whenPending === 'supersede')
      for (const selector of over) await supersede(selector, { store, emit });
    if (outcome.status !== 'similar') return outcome;
    if (whenPending === 'refuse' && (await store.isPending(outcome.selector)))
      throw new CibaError('access_denied', 'A request like this one is pending.');
    over.push(outcome.selector);
  }
  throw new CibaError('temporarily_unavailable');
}

/** The new one is stored, come what may: one before that cannot be cancelled now is left to expire. */
async function supersede(
  selector: string,
  { store, emit }: Pick<CreateContext, 'store' | 'emit'>,
): Promise<void> {
  const decided = await store.withdraw(selector).catch(() => undefined);
  if (decided?.outcome === 'accepted')
    emit('cancelled', { selector, client_id: decided.clientId, sub: decided.sub });
}
