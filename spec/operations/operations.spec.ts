import { operations } from 'express-ciba/operations';
import { testHost } from '../support/host.ts';
import { poll, start } from '../support/http-requests.ts';

describe('operations()', () => {
  it('lists, withdraws and unblocks as the instance does', async () => {
    const { ciba, ...host } = testHost();
    const { list, withdraw, unblock } = operations(ciba);
    const { id } = await start({ ciba, ...host });
    const [request] = (await list({ sub: 'alice' })).requests;
    expect(request?.selector).toBe(id.split('.')[0]);
    expect(await withdraw(request?.selector as string)).toEqual({ outcome: 'accepted' });
    expect(await unblock({ sub: 'alice', client_id: 'till' })).toBe(false);
  });

  it('knows the dead letters, and tries none again that is none', async () => {
    const { deadLetters, replay } = operations(testHost().ciba);
    expect(await deadLetters()).toEqual([]);
    expect(await replay('A'.repeat(22))).toBe(false);
  });

  it('counts every event that it has heard, from then on', async () => {
    const host = testHost();
    await start(host);
    const { counts } = operations(host.ciba);
    const { id, authReqId } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    for (let n = 0; n < 3; n++) await poll(host, authReqId);
    const { events, deliveries } = counts();
    expect(Object.entries(events).filter(([, count]) => count > 0)).toEqual([
      ...[
        ['requested', 1],
        ['approved', 1],
        ['redeemed', 1],
        ['reuse', 2],
      ],
    ]);
    expect(deliveries).toEqual({ delivered: 0, deferred: 0, undeliverable: 0, underWay: 0 });
  });

  it('hands out counts that nobody can change', () => {
    const { counts } = operations(testHost().ciba);
    (counts().events as Record<string, number>).requested = 7;
    expect(counts().events.requested).toBe(0);
  });

  it('tells whether the store can be trusted', async () => {
    expect(await operations(testHost().ciba).health()).toEqual({ ready: true, problems: [] });
  });
});
