import type { AuthenticationRequest } from '../adapter.js';
import { CibaError, isCibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Host } from '../host/host.js';
import type { Logger } from '../logger.js';
import type { RequestRecord } from '../request/record.js';
import type { CibaStore } from '../request/store.js';

/** What is needed to ask the user. */
export interface NotifyContext {
  readonly host: Pick<Host, 'notifyUser'>;
  readonly store: CibaStore;
  readonly emit: Emit;
  readonly config: { readonly logger: Logger };
}

/** Asks the user on the other device. When that fails nothing stays pending: the request is failed, the answer is 503. */
export async function notifyUser(
  view: AuthenticationRequest,
  record: RequestRecord,
  context: NotifyContext,
): Promise<void> {
  try {
    await context.host.notifyUser(view);
  } catch (cause) {
    await failUnnotified(record, context).catch((error: unknown) =>
      context.config.logger.error(error, 'a request of which nobody was told could not be failed'),
    );
    throw isCibaError(cause)
      ? cause
      : new CibaError('temporarily_unavailable', 'The user could not be reached; try again later.', {
          cause,
        });
  }
}

async function failUnnotified(record: RequestRecord, { store, emit }: NotifyContext): Promise<void> {
  const { selector, approvalSecret, clientId, sub } = record;
  const reason = 'notify_failed';
  const id = { selector, secret: approvalSecret };
  const { outcome } = await store.decide(
    id,
    { state: 'failed', content: { reason }, unannounced: true },
    sub,
  );
  if (outcome === 'accepted') emit('failed', { selector, client_id: clientId, sub, reason });
}
