import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../lib/notification/verdict.js';
import { deliveryOf, turns, useRelays } from '../support/receiver-relay.js';

describe('a relay', () => {
  const relayOf = useRelays();

  it.each([
    [0, undefined, 500, 1000],
    [3, undefined, 4000, 8000],
    [20, undefined, 30_000, 60_000],
    [0, 20_000, 20_000, 20_000],
    [3, 5000, 5000, 8000],
  ])('pauses after %d calls, asked for %j ms, from %d to %d ms', async (attempts, ms, least, most) => {
    const again = {
      what: 'again',
      reason: 'status_503',
      counted: true,
      ...(ms !== undefined && { ms }),
    } as const;
    const { relay, due, deferred, events } = relayOf({ deliver: async () => again });
    for (let i = 0; i < 10; i++) {
      const { record } = deliveryOf(`till-${i}`);
      due.push(deliveryOf('', { attempts, record: { ...record, deliveryMode: 'push' } }));
    }
    relay.nudge();
    await turns();
    expect(deferred).toHaveLength(10);
    for (const [i, { after }] of deferred.entries()) {
      expect(after.counted).toBe(true);
      expect(after.ms).toBeGreaterThanOrEqual(least);
      expect(after.ms).toBeLessThanOrEqual(most);
      expect(events[i]?.[1]).toMatchObject({ attempts: attempts + 1, retry_in: after.ms / 1000 });
    }
  });

  it('gives a ping up at the fifth call, and a push never', async () => {
    const again: Verdict = { what: 'again', reason: 'status_503', counted: true };
    const { relay, due, deferred, buried } = relayOf({ deliver: async () => again });
    const ping = deliveryOf('pinged', { attempts: 4 });
    const push = deliveryOf('pushed', { attempts: 400 });
    due.push(ping, { ...push, record: { ...push.record, deliveryMode: 'push' } });
    relay.nudge();
    await turns();
    const burial = { reason: 'status_503', counted: true };
    expect(buried).toEqual([{ selector: ping.ticket.selector, burial }]);
    expect(deferred.map(({ selector }) => selector)).toEqual([push.ticket.selector]);
  });

  it('gives no ping up for what was no call', async () => {
    const again: Verdict = { what: 'again', reason: 'client_unknown', counted: false };
    const { relay, due, deferred, buried } = relayOf({ deliver: async () => again });
    due.push(deliveryOf('till', { attempts: 4 }));
    relay.nudge();
    await turns();
    expect([deferred.map(({ after }) => after.counted), buried]).toEqual([[false], []]);
  });
});
