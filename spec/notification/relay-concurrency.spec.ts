import { describe, expect, it, jest } from '@jest/globals';
import type { Verdict } from '../../lib/notification/verdict.js';
import { heldDeliveries, many, turns, useRelays } from '../support/receiver-relay.js';

const TOLD: Verdict = { what: 'told' };

describe('a relay makes', () => {
  const relayOf = useRelays();

  it('at most ten calls to one client at once, and counts none that it did not make', async () => {
    const { calls, deliver } = heldDeliveries();
    const { relay, due, deferred } = relayOf({ deliver });
    due.push(...many(25, () => 'slow'));
    relay.nudge();
    await turns();
    expect(calls).toHaveLength(10);
    expect(deferred.filter(({ after }) => after.counted)).toEqual([]);
  });

  it('calls to all others, however many wait for a slow one', async () => {
    const { calls, deliver } = heldDeliveries();
    const { relay, due } = relayOf({ deliver });
    due.push(...many(150, () => 'slow'), ...many(3, (i) => `quick-${i}`));
    relay.nudge();
    await turns();
    expect(calls.filter((client) => client === 'slow')).toHaveLength(10);
    expect(calls.slice(10)).toEqual(['quick-0', 'quick-1', 'quick-2']);
  });

  it('a further call to a client as soon as one has ended', async () => {
    const { calls, deliver, end } = heldDeliveries();
    const { relay, due } = relayOf({ deliver });
    due.push(...many(10, () => 'slow'));
    relay.nudge();
    await turns();
    end(3);
    await turns();
    due.push(...many(5, () => 'slow'));
    relay.nudge();
    await turns();
    expect(calls).toHaveLength(13);
  });

  it('at most a thousand calls in all', async () => {
    const { calls, deliver } = heldDeliveries();
    const { relay, due, looked } = relayOf({ deliver });
    due.push(...many(1100, (i) => `client-${i}`));
    for (let i = 0; i < 5; i++) {
      relay.nudge();
      await turns();
    }
    expect([calls.length, due.length]).toEqual([1000, 100]);
    expect(Math.max(...looked)).toBe(100);
  });

  it('all calls that are due without waiting for its timer', async () => {
    const { relay, due, settled } = relayOf({ deliver: async () => TOLD });
    due.push(...many(1000, (i) => `client-${i}`));
    relay.nudge();
    await turns(100);
    expect([settled.length, due.length]).toEqual([1000, 0]);
  });

  it('the calls that had to wait for others as soon as those end', async () => {
    const { calls, deliver, end } = heldDeliveries();
    const { relay, due } = relayOf({ deliver });
    due.push(...many(1100, (i) => `client-${i}`));
    relay.nudge();
    await turns();
    expect(calls).toHaveLength(1000);
    end();
    await turns();
    expect(calls).toHaveLength(1100);
  });

  it('all calls to a client that answers at once, without a pause between tens', async () => {
    const { relay, due, settled, deferred } = relayOf({ deliver: async () => TOLD });
    due.push(...many(50, () => 'quick'));
    relay.nudge();
    await turns(100);
    expect([settled.length, deferred.length]).toEqual([50, 0]);
  });

  it('the next call to a client when one ends, in the order in which they were due', async () => {
    const { calls, deliver, end } = heldDeliveries();
    const { relay, due, settled } = relayOf({ deliver });
    const all = many(14, () => 'slow');
    due.push(...all);
    relay.nudge();
    await turns();
    for (let ended = 1; ended <= 4; ended++) {
      end(1);
      await turns();
      expect(calls).toHaveLength(10 + ended);
    }
    end();
    await turns();
    expect(settled).toEqual(all.map(({ ticket }) => ticket.selector));
  });

  it('no call for what has waited so long that its lease may soon be over, but puts it off', async () => {
    const { deliver, end, calls } = heldDeliveries();
    const { relay, due, deferred } = relayOf({ deliver });
    due.push(...many(12, () => 'slow'));
    relay.nudge();
    await turns();
    jest.advanceTimersByTime(10_000);
    end();
    await turns();
    expect(calls).toHaveLength(10);
    expect(deferred.map(({ after }) => after.counted)).toEqual([false, false]);
  });

  it('no pause above 4 s for what was put off', async () => {
    const { relay, due, deferred } = relayOf({ deliver: heldDeliveries().deliver });
    due.push(...many(150, () => 'slow'));
    relay.nudge();
    await turns();
    expect(deferred).toHaveLength(50);
    for (const { after } of deferred) expect([after.ms > 0, after.ms <= 4000]).toEqual([true, true]);
  });
});
