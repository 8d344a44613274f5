import { afterEach, expect, jest } from '@jest/globals';
import type { CibaEvents } from '../../lib/events.js';
import type { Started } from './http-requests.js';
import type { ReceiverCase } from './receiver-cases.ts';
import { caughtDeadlines } from './receiver-deadline.ts';
import { startToldApproved } from './receiver-host.js';
import { silent } from './receiver-reactions.ts';
import { noContent } from './receiver-server.ts';
import { type Setting, useSetting } from './receiver-setting.ts';
import type { StoreCase } from './stores.ts';

/** A request that was approved, and whose client was tried until nobody tries any more. */
export interface Tried extends Setting, Started {
  /** Names and fields of the events that tell of the attempts, of which each is about this request. */
  readonly attempts: readonly unknown[];
  /** What is made of it for the operator. */
  readonly dead: readonly unknown[];
}

/** The longest pauses between calls, in seconds: whatever of them is left to chance is over by then. */
const PAUSES = [1, 2, 4, 8, 16];

/** Tries clients over one kind of store. `expiresIn` in seconds. */
export function useTries(
  storeCase: StoreCase,
): (mode: 'ping' | 'push', receiverCase: ReceiverCase, expiresIn?: number) => Promise<Tried> {
  const settingOf = useSetting(storeCase);
  afterEach(() => void jest.restoreAllMocks());
  return async (mode, { react = noContent, certified, retryAfter = 0 }, expiresIn = 300) => {
    const deadlines = caughtDeadlines();
    const setting = await settingOf(mode, {
      expiresIn,
      notification: { timeout: deadlines.seconds },
      ...(certified && { certified: await certified() }),
    });
    const { host, client, receiver } = setting;
    receiver.react((...call) => {
      react(...call);
      if (react === silent) deadlines.pass();
    });
    const started = await startToldApproved(host, client);
    await host.rest();
    for (const pause of PAUSES) await host.pass(Math.max(pause, retryAfter) * 1000);
    await host.pass(60_000);
    const dead = await host.ciba.deadLetters();
    const tried = { ...setting, ...started };
    return {
      ...tried,
      attempts: attemptsOf(tried),
      dead: dead.map(({ attempts, reason }) => [attempts, reason]),
    };
  };
}

function attemptsOf({ host, client, id }: Setting & Started): readonly unknown[] {
  const about = { selector: id.split('.')[0], client_id: client.client_id, sub: 'alice' };
  return host.told.map(([name, event]) => {
    const {
      attempts,
      reason,
      delivery_mode,
      retry_in: _in,
      ...rest
    } = event as CibaEvents['deliveryDeferred'];
    expect([delivery_mode, rest]).toEqual([client.backchannel_token_delivery_mode, about]);
    return [name, attempts, reason];
  });
}
