import { describe, expect, it, jest } from '@jest/globals';
import type { Verdict } from '../../lib/notification/verdict.js';
import { deliveryOf, turns, useRelays } from '../support/receiver-relay.js';

const TOLD: Verdict = { what: 'told' };

describe('a relay', () => {
  const relayOf = useRelays();

  it('looks when it is nudged, and each second', async () => {
    const { relay, looked } = relayOf({ deliver: async () => TOLD });
    await turns();
    expect(looked).toHaveLength(0);
    relay.nudge('');
    await turns();
    expect(looked).toHaveLength(1);
    jest.advanceTimersByTime(1000);
    await turns();
    expect(looked).toHaveLength(2);
  });

  it('looks where it was nudged, and everywhere each second', async () => {
    const partitions: unknown[] = [];
    const take = async (_limit: number, lease: number, partition?: string) => {
      partitions.push([lease, partition]);
      return [];
    };
    const { relay } = relayOf({ deliver: async () => TOLD, store: { take } });
    relay.nudge('7');
    await turns();
    jest.advanceTimersByTime(1000);
    await turns();
    expect(partitions).toEqual([
      [30, '7'],
      [30, undefined],
    ]);
  });

  it('misses no nudge, however close it comes to the end of a look', async () => {
    for (let depth = 0; depth < 12; depth++) {
      let looks = 0;
      let ended = (): void => undefined;
      const take = () => {
        looks += 1;
        return new Promise<[]>((resolve) => {
          ended = () => resolve([]);
        });
      };
      const { relay } = relayOf({ deliver: async () => TOLD, store: { take } });
      relay.nudge();
      ended();
      for (let i = 0; i < depth; i++) await null;
      relay.nudge();
      await turns(3);
      expect([depth, looks]).toEqual([depth, 2]);
      ended();
    }
  });

  it.each<[string, Verdict, object]>([
    ['what was told', TOLD, { settled: 1, events: [['delivered', 3]] }],
    ['what needs not be told', { what: 'moot' }, { settled: 1, events: [] }],
    [
      'what a call did not bring',
      { what: 'again', reason: 'r', counted: true },
      { deferred: [true], events: [['deliveryDeferred', 3]] },
    ],
    [
      'what nobody could be called for',
      { what: 'again', reason: 'r', counted: false },
      { deferred: [false], events: [['deliveryDeferred', 2]] },
    ],
    [
      'what a call will never bring',
      { what: 'never', reason: 'r', counted: true },
      { buried: [{ reason: 'r', counted: true }], events: [['undeliverable', 3]] },
    ],
    [
      'what nobody can be called for',
      { what: 'never', reason: 'r', counted: false },
      { buried: [{ reason: 'r', counted: false }], events: [['undeliverable', 2]] },
    ],
  ])('records %s, and tells of all calls so far', async (_what, verdict, recorded) => {
    const { relay, due, settled, deferred, buried, events } = relayOf({ deliver: async () => verdict });
    due.push(deliveryOf('till', { attempts: 2 }));
    relay.nudge();
    await turns();
    expect({
      settled: settled.length,
      deferred: deferred.map(({ after }) => after.counted),
      buried: buried.map(({ burial }) => burial),
      events: events.map(([name, event]) => [name, (event as { attempts: number }).attempts]),
    }).toEqual({ settled: 0, deferred: [], buried: [], ...recorded });
  });
});
