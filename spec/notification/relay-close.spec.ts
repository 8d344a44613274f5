import { describe, expect, it, jest } from '@jest/globals';
import type { Verdict } from '../../lib/notification/verdict.js';
import type { Delivery } from '../../lib/request/store.js';
import { deliveryOf, turns, useRelays } from '../support/receiver-relay.js';
import { signal } from '../support/receiver-signal.js';

const TOLD: Verdict = { what: 'told' };

/** Whether closing has ended. */
function closing(relay: { close(): Promise<void> }): { ended: boolean } {
  const state = { ended: false };
  void relay.close().then(() => {
    state.ended = true;
  });
  return state;
}

describe('a relay that is closed', () => {
  const relayOf = useRelays();

  it('waits for the calls that are under way and records them', async () => {
    const call = signal<Verdict>();
    const { relay, due, settled, events } = relayOf({ deliver: () => call.promise });
    due.push(deliveryOf('slow'));
    relay.nudge();
    await turns();
    const close = closing(relay);
    await turns();
    expect(close.ended).toBe(false);
    call.resolve(TOLD);
    await turns();
    expect([close.ended, settled.length, events.length]).toEqual([true, 1, 1]);
  });

  it('calls nobody who still waits for a turn, and leaves them to others at once', async () => {
    const calls = Array.from({ length: 10 }, () => signal<Verdict>());
    let made = 0;
    const { relay, due, deferred, settled } = relayOf({
      deliver: () => calls[made++]?.promise ?? Promise.resolve(TOLD),
    });
    due.push(...Array.from({ length: 13 }, () => deliveryOf('slow')));
    relay.nudge();
    await turns();
    const close = closing(relay);
    for (const call of calls) call.resolve(TOLD);
    await turns();
    expect([close.ended, made, settled.length]).toEqual([true, 10, 10]);
    expect(deferred.map(({ after }) => after)).toEqual(Array(3).fill({ ms: 0, counted: false }));
  });

  it('looks no more, neither by its timer nor when nudged', async () => {
    const { relay, looked } = relayOf({ deliver: async () => TOLD });
    await relay.close();
    relay.nudge();
    jest.advanceTimersByTime(5000);
    await turns();
    expect([looked, jest.getTimerCount()]).toEqual([[], 0]);
  });

  it('starts nothing after it has ended, though it was just looking, and leaves nothing taken', async () => {
    const look = signal<readonly Delivery[]>();
    let started = 0;
    const { relay, deferred } = relayOf({
      deliver: async () => {
        started += 1;
        return TOLD;
      },
      store: { take: () => look.promise },
    });
    relay.nudge();
    const close = closing(relay);
    await turns();
    expect(close.ended).toBe(false);
    look.resolve([deliveryOf('till')]);
    await turns();
    expect([close.ended, started + deferred.length]).toEqual([true, 1]);
  });

  it('ends although the store does not answer any more', async () => {
    const away = signal<void>();
    const gone = new Error('the store is gone');
    const { relay, due, logged } = relayOf({
      deliver: async () => TOLD,
      store: {
        settle: async () => {
          await away.promise;
          throw gone;
        },
      },
    });
    due.push(deliveryOf('till'));
    relay.nudge();
    await turns();
    const close = closing(relay);
    away.resolve();
    await turns();
    expect([close.ended, logged]).toEqual([true, [[gone, 'a delivery could not be recorded']]]);
  });
});
