import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../lib/notification/verdict.js';
import type { CibaStore } from '../../lib/request/store.js';
import { deliveryOf, turns, useRelays } from '../support/receiver-relay.js';

const TOLD: Verdict = { what: 'told' };
const down = () => Promise.reject(new Error('the store is down'));

describe('a relay goes on', () => {
  const relayOf = useRelays();

  it('where the outbox cannot be read: an outage is told once, and that it is over', async () => {
    let looks = 0;
    let isDown = true;
    const { relay, logged, warned } = relayOf({
      deliver: async () => TOLD,
      store: {
        take: async () => {
          looks += 1;
          return isDown ? down() : [];
        },
      },
    });
    const look = async (times: number) => {
      for (let i = 0; i < times; i++) {
        relay.nudge();
        await turns();
      }
    };
    await look(3);
    const outage = [new Error('the store is down'), 'the outbox could not be read'];
    expect([looks, logged, warned]).toEqual([3, [outage], []]);
    isDown = false;
    await look(2);
    expect([logged, warned]).toEqual([[outage], ['the outbox can be read again']]);
    isDown = true;
    await look(2);
    expect(logged).toEqual([outage, outage]);
  });

  it.each<[keyof CibaStore, Verdict]>([
    ['settle', TOLD],
    ['settle', { what: 'moot' }],
    ['defer', { what: 'again', reason: 'r', counted: true }],
    ['bury', { what: 'never', reason: 'r', counted: true }],
  ])('where %s fails, and says nothing of what it could not record: %j', async (call, verdict) => {
    const told: string[] = [];
    const { relay, due, logged, events } = relayOf({
      deliver: async ({ record }) => {
        told.push(record.clientId);
        return verdict;
      },
      store: { [call]: down },
    });
    due.push(deliveryOf('first'));
    relay.nudge();
    await turns();
    due.push(deliveryOf('second'));
    relay.nudge();
    await turns();
    expect(told).toEqual(['first', 'second']);
    expect(logged).toEqual(
      Array(2).fill([new Error('the store is down'), 'a delivery could not be recorded']),
    );
    expect(events).toEqual([]);
  });

  it('where a delivery is given up, which the operator is told', async () => {
    const { relay, due, warned } = relayOf({
      deliver: async () => ({ what: 'never', reason: 'client_gone', counted: false }),
    });
    due.push(deliveryOf('till\n'));
    relay.nudge();
    await turns();
    expect(warned).toEqual(['a delivery for client "till\\n" was given up: client_gone']);
  });

  it('where delivering fails: that is tried again, and the others are told', async () => {
    const fault = new Error('sealed by a key that is not in the ring');
    const { relay, due, logged, deferred, settled, events } = relayOf({
      deliver: async ({ record }) => {
        if (record.clientId === 'broken') throw fault;
        return TOLD;
      },
    });
    const [broken, whole] = [deliveryOf('broken'), deliveryOf('whole')];
    due.push(broken, whole);
    relay.nudge();
    await turns();
    expect(logged).toEqual([[fault, 'a delivery failed']]);
    expect(deferred).toEqual([
      { selector: broken.ticket.selector, after: { ms: expect.any(Number), counted: true } },
    ]);
    expect(settled).toEqual([whole.ticket.selector]);
    expect(new Map(events).get('deliveryDeferred')).toMatchObject({ client_id: 'broken', reason: 'fault' });
  });
});
