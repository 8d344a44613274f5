import type { RequestFilter, RequestState } from 'express-ciba';
import { otherTill, type TestHost, testHost } from '../support/host.ts';
import { poll, start } from '../support/http-requests.ts';

const by = { sub: 'alice' };
const selectorOf = (id: string): string => id.split('.')[0] as string;

function heard(host: TestHost): unknown[] {
  const events: unknown[] = [];
  for (const name of ['cancelled', 'unblocked'] as const)
    host.ciba.on(name, (event) => events.push([name, event]));
  return events;
}

describe('requests()', () => {
  it('tells of requests what an operator needs, and nothing that opens them', async () => {
    const host = testHost();
    const createdAt = new Date(host.clock.now());
    const { id, authReqId } = await start(host, { binding_message: 'MESSAGE' });
    const page = await host.ciba.requests();
    expect(page).toStrictEqual({
      requests: [
        {
          selector: selectorOf(id),
          client_id: 'till',
          sub: 'alice',
          state: 'pending',
          delivery_mode: 'poll',
          scope: ['openid'],
          createdAt: expect.any(Date),
          expiresAt: expect.any(Date),
        },
      ],
    });
    expect(page.requests[0]?.createdAt.getTime()).toBeLessThanOrEqual(createdAt.getTime());
    for (const secret of [id.split('.')[1], authReqId.split('.')[1], 'MESSAGE'])
      expect(JSON.stringify(page)).not.toContain(secret);
  });

  it('filters, and goes on by its cursor', async () => {
    const host = testHost();
    const ids = [await start(host), await start(host), await start(host)];
    await host.ciba.deny(ids[1]?.id as string, by);
    const denied = await host.ciba.requests({ client_id: 'till', sub: 'alice', state: 'denied' });
    expect(denied.requests.map(({ selector }) => selector)).toEqual([selectorOf(ids[1]?.id as string)]);
    const first = await host.ciba.requests({ limit: 2 });
    expect([first.requests.length, typeof first.cursor]).toEqual([2, 'string']);
    const second = await host.ciba.requests({ limit: 2, cursor: first.cursor as string });
    expect([second.requests.length, second.cursor]).toEqual([1, undefined]);
  });

  it('filters by client, by user and by state, each alone', async () => {
    const host = testHost();
    const mine = await start(host);
    const bobs = await start(host, { login_hint: 'bob' });
    const others = await start(host, {}, { client: otherTill });
    await host.ciba.deny(mine.id, by);
    const found = async (filter: RequestFilter): Promise<string[]> =>
      (await host.ciba.requests(filter)).requests.map(({ selector }) => selector).sort();
    const selectors = (...of: readonly { readonly id: string }[]) =>
      of.map(({ id }) => selectorOf(id)).sort();
    expect(await found({})).toEqual(selectors(mine, bobs, others));
    expect(await found({ client_id: 'till' })).toEqual(selectors(mine, bobs));
    expect(await found({ sub: 'alice' })).toEqual(selectors(mine, others));
    expect(await found({ state: 'pending' })).toEqual(selectors(bobs, others));
    expect(await found({ client_id: 'till', sub: 'bob', limit: 1000 })).toEqual(selectors(bobs));
    expect((await host.ciba.requests({ limit: 1 })).requests).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown member',
      { clientId: 'till' },
      'unknown: clientId; known: client_id, sub, state, limit, cursor',
    ],
    ['an empty client', { client_id: '' }, 'client_id is text'],
    ['a user that is no text', { sub: 7 }, 'sub is text'],
    [
      'an unknown state',
      { state: 'open' as RequestState },
      'state is pending, approved, denied, failed, cancelled, redeemed, expired',
    ],
    ['no limit', { limit: 0 }, 'limit is a whole number from 1 to 1000'],
    ['too high a limit', { limit: 1001 }, 'limit is a whole number from 1 to 1000'],
    ['a limit that is no number', { limit: '10' }, 'limit is a whole number from 1 to 1000'],
    ['a cursor of something else', { cursor: 'x' }, 'cursor is that of the page before'],
    ['nothing', null, 'an object is wanted'],
    ['text', 'till', 'an object is wanted'],
  ])('refuses %s', async (_name, filter, message) => {
    const refused = testHost().ciba.requests(filter as RequestFilter);
    await expect(refused).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_CIBA_FILTER',
      message: `requests(): ${message}`,
    });
  });
});

describe('withdraw()', () => {
  it('cancels by the selector alone, and says so', async () => {
    const host = testHost();
    const events = heard(host);
    const { id, authReqId } = await start(host);
    const selector = selectorOf(id);
    expect(await host.ciba.withdraw(selector)).toEqual({ outcome: 'accepted' });
    expect(await host.ciba.withdraw(selector)).toEqual({ outcome: 'repeated' });
    expect(await host.ciba.approve(id, by)).toEqual({ outcome: 'conflict' });
    expect((await poll(host, authReqId)).body.error).toBe('expired_token');
    expect(events).toEqual([['cancelled', { selector, client_id: 'till', sub: 'alice' }]]);
  });

  it('leaves what was decided or is over as it is', async () => {
    const host = testHost();
    const [approved, expired] = [await start(host), await start(host)];
    await host.ciba.approve(approved.id, by);
    expect(await host.ciba.withdraw(selectorOf(approved.id))).toEqual({ outcome: 'conflict' });
    host.clock.advance(300_000);
    expect(await host.ciba.withdraw(selectorOf(expired.id))).toEqual({ outcome: 'expired' });
  });

  it.each(['', 'x', 'A'.repeat(22), `${'A'.repeat(22)}.${'B'.repeat(43)}`, '*', 'a}b{c', 7])(
    'knows no request %p',
    async (selector) => {
      expect(await testHost().ciba.withdraw(selector as string)).toEqual({ outcome: 'unknown' });
    },
  );
});

describe('unblock()', () => {
  it('takes a report back, once, and says so', async () => {
    const host = testHost();
    const events = heard(host);
    await host.ciba.report((await start(host)).id, by);
    const reported = { sub: 'alice', client_id: 'till' };
    expect(await host.ciba.unblock(reported)).toBe(true);
    expect(await host.ciba.unblock(reported)).toBe(false);
    expect((await start(host)).id).toMatch(/\./);
    expect(events).toEqual([['unblocked', reported]]);
  });

  it.each([
    {},
    { sub: 'alice' },
    { client_id: 'till' },
    { sub: '', client_id: 'till' },
    { sub: 1, client_id: 'till' },
  ])('needs both names: %p', async (reported) => {
    await expect(testHost().ciba.unblock(reported as never)).rejects.toThrow(
      new TypeError('unblock needs a user and a client: { sub: string, client_id: string }'),
    );
  });
});
