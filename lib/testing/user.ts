import type {
  AuthenticationRequest,
  Ciba,
  DecidedBy,
  DecisionAnswer,
  EndUser,
  UserApproval,
} from '../index.js';
import { Bell } from './bell.js';

/** A user with a device, as a test plays them. */
export interface SimulatedUser<U extends EndUser = EndUser> {
  /**
   * What this user sees: the oldest of their requests that is still pending. Waits for one to come.
   *
   * @throws Error where nobody asks within 3 seconds
   */
  asked(): Promise<AuthenticationRequest<U>>;
  /** Approves what they see: all that was asked, or what is given here; `number` where the client shows one. */
  approve(approval?: Omit<UserApproval, 'sub'>): Promise<DecisionAnswer>;
  /** Denies what they see. */
  deny(): Promise<DecisionAnswer>;
}

/**
 * A user who is asked and decides, whatever your `notifyUser` does about it.
 *
 * What a user is shown is what `listRequests` shows them: a request of which `notifyUser` failed is not among it.
 *
 * @example
 * ```ts
 * import { simulatedUser } from 'express-ciba/testing';
 *
 * const alice = simulatedUser(ciba, { sub: 'alice' });
 * const { binding_message } = await alice.asked();
 * const { outcome } = await alice.approve({ amr: ['face'] });
 * ```
 */
export function simulatedUser<U extends EndUser = EndUser>(
  ciba: Pick<Ciba<U>, 'on' | 'listRequests' | 'approve' | 'deny'>,
  { sub }: DecidedBy,
): SimulatedUser<U> {
  const bell = new Bell();
  const heardOf: string[] = [];
  ciba.on('requested', (event) => {
    if (event.sub !== sub) return;
    heardOf.push(event.selector);
    bell.ring();
  });
  // Requests of one moment have no order but that in which they came; those from before this user was there are the oldest.
  const rank = ({ id }: AuthenticationRequest<U>): number =>
    heardOf.findIndex((selector) => id.startsWith(`${selector}.`));
  const oldest = async (): Promise<AuthenticationRequest<U> | undefined> => {
    const oldestFirst = [...(await ciba.listRequests({ sub }))].reverse();
    return oldestFirst.sort((a, b) => rank(a) - rank(b))[0];
  };
  const asked = (): Promise<AuthenticationRequest<U>> => bell.until(oldest, `nobody has asked ${sub}`);
  return {
    asked,
    approve: async (approval) => ciba.approve((await asked()).id, { ...approval, sub }),
    deny: async () => ciba.deny((await asked()).id, { sub }),
  };
}
