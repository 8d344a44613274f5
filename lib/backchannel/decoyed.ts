import type { ProposedRequest } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { isCibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Host } from '../host/host.js';
import type { Logger } from '../logger.js';
import type { CibaStore } from '../request/store.js';

/** What a request is answered by that differs where it is for nobody. */
export interface Acting {
  readonly host: Host;
  readonly store: CibaStore;
  readonly emit: Emit;
  readonly config: { readonly logger: Logger };
}

/**
 * The same context for a request that is for nobody, and takes the same way all the same: the same checks in the same order, and the same
 * calls of the store, but that nobody is put into the queue to be asked.
 */
export function decoyed<Context extends Acting>(context: Context, { client_id }: CibaClient): Context {
  const { host, store, emit, config } = context;
  emit('decoyed', { client_id });
  return {
    ...context,
    host: hostOfDecoys(host, config.logger),
    store: {
      ...store,
      create: ({ queued: _queued, ...request }, caps) => store.create(request, caps),
    },
  };
}

/** Nobody has no code that could be right, and no name at any client. */
function hostOfDecoys(host: Host, logger: Logger): Host {
  const { validateRequest, verifyUserCode, pairwise } = host;
  return {
    ...host,
    validateRequest: validateRequest && ((proposed) => judged(proposed, validateRequest, logger)),
    verifyUserCode: verifyUserCode && (async () => false),
    pairwise: pairwise && { pseudonymOf: async (sub) => sub, subOf: async () => undefined },
  };
}

/** A policy that looks at scope or client must refuse alike. One that fails because there is no such user must not tell. */
async function judged(
  proposed: ProposedRequest,
  validateRequest: NonNullable<Host['validateRequest']>,
  logger: Logger,
): Promise<void> {
  try {
    await validateRequest({ ...proposed, decoy: true });
  } catch (error) {
    if (isCibaError(error) && error.error !== 'unknown_user_id') throw error;
    logger.error(error, 'validateRequest could not judge a request for an unknown user');
  }
}
