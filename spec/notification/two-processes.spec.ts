import { describe, expect, it } from '@jest/globals';
import type { CibaStore, Ticket } from '../../lib/request/store.js';
import { poll } from '../support/http-requests.js';
import { startTold } from '../support/receiver-host.js';
import { answering, gate } from '../support/receiver-reactions.js';
import { noContent } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const modes = ['ping', 'push'] as const;

describe.each(storeCases)('two processes over one $name', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it.each(modes)(
    'tell a %s client once of a request at the one that was approved at the other',
    async (mode) => {
      const { receiver, client, host: a, another } = await settingOf(mode);
      const b = await another();
      const { authReqId, id } = await startTold(a, client);
      expect(await b.ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
      await receiver.called(1);
      await Promise.all([a.rest(), b.rest()]);
      await Promise.all([a.pass(0), b.pass(0)]);
      await Promise.all([a.pass(60_000), b.pass(0)]);
      expect(receiver.calls.map(({ body }) => JSON.parse(body))).toMatchObject([{ auth_req_id: authReqId }]);
      expect([...a.told, ...b.told]).toMatchObject([['delivered', { delivery_mode: mode, attempts: 1 }]]);
      if (mode === 'ping') expect((await poll(a, authReqId, { client })).status).toBe(200);
      expect([...a.grants, ...b.grants]).toHaveLength(1);
    },
  );

  it.each(modes)('tell a %s client although the one that decided is gone', async (mode) => {
    const { receiver, client, host: a, another } = await settingOf(mode);
    const b = await another();
    const { id } = await startTold(a, client);
    await b.ciba.close();
    await b.ciba.approve(id, { sub: 'alice' });
    expect(receiver.connections()).toBe(0);
    await a.pass(0);
    await receiver.called(1);
    await a.rest();
    expect(a.told).toMatchObject([['delivered', { attempts: 1 }]]);
  });

  it.each(modes)('leave a %s to the one that is at it, for as long as its lease runs', async (mode) => {
    const { receiver, client, host: a, another } = await settingOf(mode);
    const b = await another();
    const held = gate();
    receiver.react(held.hold);
    const { id } = await startTold(a, client);
    await a.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    await b.pass(20_000);
    expect(receiver.calls).toHaveLength(1);
    held.open();
    await a.rest();
    expect([a.told.length, b.told.length]).toEqual([1, 0]);
  });

  it.each(modes)('send the same %s again where the one that was at it is gone', async (mode) => {
    const { receiver, client, host: a, another } = await settingOf(mode);
    const { id } = await startTold(a, client);
    const b = await another();
    const held = gate();
    receiver.react(held.hold);
    await a.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    const passing = b.pass(120_000);
    await receiver.called(2);
    held.open();
    await passing;
    await a.rest();
    const [first, second] = receiver.calls.map(({ body }) => body);
    expect(second).toBe(first);
    expect([...a.grants, ...b.grants]).toHaveLength(mode === 'push' ? 1 : 0);
    expect(await a.ciba.deadLetters()).toEqual([]);
    await a.pass(60_000);
    expect(receiver.calls).toHaveLength(2);
  });

  it.each<[string, (store: CibaStore, ticket: Ticket) => Promise<void>]>([
    ['settles', (store, ticket) => store.settle(ticket)],
    ['defers', (store, ticket) => store.defer(ticket, { ms: 3_600_000, counted: true })],
    ['buries', (store, ticket) => store.bury(ticket, { reason: 'late', counted: true })],
  ])('let nothing change by one that %s too late', async (_what, end) => {
    const { receiver, client, host: a, another } = await settingOf('ping');
    receiver.react(answering(503), noContent);
    const { id } = await startTold(a, client);
    await a.ciba.close();
    await a.ciba.deny(id, { sub: 'alice' });
    const [{ ticket } = { ticket: { selector: '', mark: '' } }] = await a.store.take(1, 30);
    const b = await another();
    await b.pass(30_000);
    expect(receiver.calls).toHaveLength(1);
    await end(a.store, ticket);
    await b.pass(1000);
    expect(b.told).toMatchObject([
      ['deliveryDeferred', { attempts: 1 }],
      ['delivered', { attempts: 2 }],
    ]);
    expect(await b.ciba.deadLetters()).toEqual([]);
  });
});
