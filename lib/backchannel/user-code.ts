import type { EndUser } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { CibaError, isCibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Host } from '../host/host.js';
import { parameter } from '../http/form.js';
import type { Attempt, AttemptLimit } from '../request/attempts.js';
import type { CibaStore } from '../request/store.js';

/** What verifying a user code needs. */
export interface UserCodeContext {
  readonly host: Pick<Host, 'verifyUserCode'>;
  readonly store: Pick<CibaStore, 'attempt' | 'forgive'>;
  readonly emit: Emit;
  readonly config: { readonly userCodeAttempts: AttemptLimit | undefined };
}

/**
 * Verifies the user code before anything reaches the user. CIBA Core 1.0 §7.1.2.
 *
 * Only for clients registered with `backchannel_user_code_parameter`; from others the parameter is ignored. The host
 * is asked without a code too: it may exempt a user. Who guesses is stopped, for this user and this client alone.
 */
export async function requireUserCode(
  params: URLSearchParams,
  user: EndUser,
  client: CibaClient,
  context: UserCodeContext,
): Promise<void> {
  const { verifyUserCode } = context.host;
  // Databases say true in many ways; whatever is not plainly no asks for the code.
  if (verifyUserCode === undefined || !client.backchannel_user_code_parameter) return;
  const userCode = parameter(params, 'user_code');
  const verified = (): Promise<boolean> => verifyUserCode(user, userCode, { client });
  if (userCode === undefined) {
    if (await verified()) return;
    throw new CibaError('missing_user_code');
  }
  const limit = context.config.userCodeAttempts;
  const attempt = limit && { kind: 'user_code' as const, names: [client.client_id, user.sub], ...limit };
  const right = await (attempt ? countedAttempt(attempt, verified, context) : verified());
  if (!right) throw new CibaError('invalid_user_code');
}

/** An attempt counts before it is judged: guesses that come all at once are no more than those one after the other. */
async function countedAttempt(
  attempt: Attempt,
  verified: () => Promise<boolean>,
  { store, emit }: UserCodeContext,
): Promise<boolean> {
  const outcome = await store.attempt(attempt);
  if (!outcome.allowed) {
    const [client_id = '', sub = ''] = attempt.names;
    emit('limited', { client_id, sub, cap: 'userCodeAttempts' });
    throw new CibaError('temporarily_unavailable', 'Too many wrong user codes; try again later.', {
      status: 429,
      retryAfter: outcome.retryAfter,
    });
  }
  const right = await verified().catch(async (error: unknown) => {
    if (!isJudgement(error)) await store.forgive(attempt).catch(() => undefined);
    throw error;
  });
  if (right) await store.forgive(attempt);
  return right;
}

/** A host that failed, or took too long, has judged nothing. */
function isJudgement(error: unknown): boolean {
  return isCibaError(error) && error.error !== 'temporarily_unavailable';
}
