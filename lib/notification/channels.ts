import type { AuthenticationRequest, Awaitable, EndUser } from '../adapter.js';
import { beforeDeadline } from '../deadline.js';

/** One way to reach a user. */
export interface NotificationChannel<U extends EndUser = EndUser> {
  /** What it is called in errors and by what `notifyUser` answers. */
  readonly name: string;
  /** Whether this user can be reached this way. Default: every user. */
  canHandle?(request: AuthenticationRequest<U>): Awaitable<boolean>;
  /** Asks the user; failing, the next channel is tried. */
  send(request: AuthenticationRequest<U>): Awaitable<unknown>;
  /** Seconds that asking may take. Default 5. */
  readonly deadline?: number;
}

const DEADLINE = 5;

/** Nobody could be reached: every channel that could handle the request has failed, or there was none; `errors` says why of each. */
export class UnreachableError extends AggregateError {
  constructor(errors: readonly unknown[]) {
    super(errors, errors.length === 0 ? 'no channel reaches this user' : 'every channel has failed');
    this.name = 'UnreachableError';
  }
}

/**
 * Makes a `notifyUser` of channels: the first that can handle a request asks the user, and where it fails the next one does.
 *
 * Fails with {@link UnreachableError} where nobody could be reached, so that the request fails and nobody waits for it. `notifyTimeout`
 * bounds all channels together: raise it to the sum of their deadlines.
 *
 * @example
 * ```ts
 * import { notifyThrough, webhookChannel } from 'express-ciba';
 *
 * const notifyUser = notifyThrough([
 *   webhookChannel({ url: 'https://push.example.com/ciba', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
 *   { name: 'sms', canHandle: ({ user }) => users.hasPhone(user.sub), send: (request) => phone.push(request.user.sub, request) },
 * ]);
 * ```
 */
export function notifyThrough<U extends EndUser = EndUser>(
  channels: readonly NotificationChannel<U>[],
): (request: AuthenticationRequest<U>) => Promise<string> {
  return async (request) => {
    const errors: unknown[] = [];
    for (const channel of channels) {
      const reached = await ask(channel, request).catch((error: unknown) => void errors.push(error));
      if (reached) return channel.name;
    }
    throw new UnreachableError(errors);
  };
}

async function ask<U extends EndUser>(
  channel: NotificationChannel<U>,
  request: AuthenticationRequest<U>,
): Promise<boolean> {
  const asking = async (): Promise<boolean> => {
    if (channel.canHandle !== undefined && (await channel.canHandle(request)) !== true) return false;
    await channel.send(request);
    return true;
  };
  return beforeDeadline(asking(), channel.deadline ?? DEADLINE, `the channel ${channel.name}`);
}
