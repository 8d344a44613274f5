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
 * Stores a request, unless one like it is pending and that is to be refused; where it is to be superseded, that one is cancelled first: so a
 * client whose acknowledgement was lost may ask again without the user being asked twice.
 */
export async function createOnce(
  request: NewRequest,
  { store, emit, caps, whenPending }: CreateContext,
): Promise<Exclude<CreateOutcome, { status: 'similar' }>> {
  let asked = whenPending === 'allow' ? request : { ...request, similar: {} };
  for (let tries = 1; ; tries += 1) {
    const outcome = await store.create(asked, caps);
    if (outcome.status !== 'similar') return outcome;
    // Whoever gives up must not have cancelled what it would have taken the place of.
    if (tries === MOST_TRIES) throw new CibaError('temporarily_unavailable');
    const over = outcome.selector;
    if (whenPending === 'refuse' && (await store.isPending(over)))
      throw new CibaError('access_denied', 'A request like this one is pending.');
    if (whenPending === 'supersede') await supersede(over, { store, emit });
    asked = { ...asked, similar: { over } };
  }
}

async function supersede(
  selector: string,
  { store, emit }: Pick<CreateContext, 'store' | 'emit'>,
): Promise<void> {
  const decided = await store.withdraw(selector);
  if (decided.outcome === 'accepted')
    emit('cancelled', { selector, client_id: decided.clientId, sub: decided.sub });
}
