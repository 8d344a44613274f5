import type { AuthenticationRequest } from '../../lib/adapter.js';
import { otherTill, testHost, till } from '../support/host.js';
import { poll, start } from '../support/http-requests.js';

const plain = ['id', 'state', 'client', 'user', 'deliveryMode', 'scope', 'createdAt', 'expiresAt'];

describe('getRequest', () => {
  it('shows exactly what is documented', async () => {
    const host = testHost();
    const { id } = await start(host);
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(Object.keys(shown ?? {}).sort()).toEqual([...plain].sort());
    expect(shown).toEqual({
      id,
      state: 'pending',
      client: { client_id: 'till', client_name: 'Till 7' },
      user: { sub: 'alice' },
      deliveryMode: 'poll',
      scope: ['openid'],
      createdAt: expect.any(Date),
      expiresAt: expect.any(Date),
    });
  });

  it('tells the times by the clock of the store', async () => {
    const host = testHost();
    const { id } = await start(host, { requested_expiry: '60' });
    const { createdAt, expiresAt } = (await host.ciba.getRequest(id, {
      sub: 'alice',
    })) as AuthenticationRequest;
    expect(host.clock.now() - createdAt.getTime()).toBeGreaterThanOrEqual(0);
    expect(host.clock.now() - createdAt.getTime()).toBeLessThan(1000);
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(60_000);
  });

  it('shows no secret, no key and no hint', async () => {
    const client = { ...till, jwks: { keys: [{ kty: 'oct', k: 'key-material' }] } };
    const host = testHost({ clients: [client] });
    const { id, authReqId } = await start(host);
    const text = JSON.stringify([
      await host.ciba.getRequest(id, { sub: 'alice' }),
      await host.ciba.listRequests({ sub: 'alice' }),
    ]);
    for (const hidden of ['till-secret', 'key-material', 'login_hint', authReqId.split('.')[1] ?? '?']) {
      expect(text).not.toContain(hidden);
    }
  });

  it('shows nothing to another user', async () => {
    const host = testHost();
    const { id } = await start(host);
    expect(await host.ciba.getRequest(id, { sub: 'bob' })).toBeUndefined();
  });

  it.each([{ sub: '' }, { sub: undefined }, {}, undefined])('asks who is signed in, not %j', async (by) => {
    const { ciba } = testHost();
    await expect(ciba.getRequest('x', by as never)).rejects.toThrow(TypeError);
    await expect(ciba.listRequests(by as never)).rejects.toThrow(TypeError);
  });

  it.each(['', 'x', `${'A'.repeat(22)}.${'A'.repeat(43)}`, undefined, null])(
    'shows nothing for %j',
    async (id) => {
      expect(await testHost().ciba.getRequest(id as string, { sub: 'alice' })).toBeUndefined();
    },
  );

  it('shows how a request ended, until its retention does', async () => {
    const host = testHost({ caps: false });
    const by = { sub: 'alice' };
    const state = async (id: string) => (await host.ciba.getRequest(id, by))?.state;
    const [approved, denied, failed, cancelled, redeemed, expired] = [
      await start(host),
      await start(host),
      await start(host),
      await start(host),
      await start(host),
      await start(host),
    ];
    await host.ciba.approve(approved.id, by);
    await host.ciba.deny(denied.id, by);
    await host.ciba.fail(failed.id, { reason: 'x' });
    await host.ciba.cancel(cancelled.id);
    await host.ciba.approve(redeemed.id, by);
    await poll(host, redeemed.authReqId);
    expect(await state(approved.id)).toBe('approved');
    expect(await state(denied.id)).toBe('denied');
    expect(await state(failed.id)).toBe('failed');
    expect(await state(cancelled.id)).toBe('cancelled');
    expect(await state(redeemed.id)).toBe('redeemed');
    expect(await state(expired.id)).toBe('pending');
    host.clock.advance(300_000);
    expect(await state(expired.id)).toBe('expired');
    expect(await state(approved.id)).toBe('expired');
    expect(await state(redeemed.id)).toBe('redeemed');
    host.clock.advance(600_000);
    expect(await state(expired.id)).toBeUndefined();
    expect(await state(redeemed.id)).toBeUndefined();
  });

  it('reads client and user afresh, and shows nothing where one of them is gone', async () => {
    let client: typeof till | undefined = till;
    let user: { sub: string; name: string } | undefined = { sub: 'alice', name: 'Alice' };
    const host = testHost({ adapter: { getClient: () => client, getUser: async () => user } });
    const by = { sub: 'alice' };
    const { id } = await start(host);
    client = { ...till, client_name: 'Till 8' };
    user = { sub: 'alice', name: 'Alice B.' };
    expect(await host.ciba.getRequest(id, by)).toMatchObject({
      client: { client_name: 'Till 8' },
      user: { name: 'Alice B.' },
    });
    user = undefined;
    expect([await host.ciba.getRequest(id, by), await host.ciba.listRequests(by)]).toEqual([undefined, []]);
    user = { sub: 'alice', name: 'Alice' };
    client = undefined;
    expect([await host.ciba.getRequest(id, by), await host.ciba.listRequests(by)]).toEqual([undefined, []]);
  });
});

describe('listRequests', () => {
  it('lists what is pending for that user, the latest to expire first', async () => {
    const host = testHost();
    const short = await start(host, { requested_expiry: '60' });
    const long = await start(host, { requested_expiry: '600' });
    const other = await start(host, { requested_expiry: '120' }, { client: otherTill });
    await start(host, { login_hint: 'bob' });
    const decided = await start(host);
    await host.ciba.deny(decided.id, { sub: 'alice' });
    const listed = await host.ciba.listRequests({ sub: 'alice' });
    expect(listed.map(({ id }) => id)).toEqual([long.id, other.id, short.id]);
    expect(listed[0]).toEqual(await host.ciba.getRequest(long.id, { sub: 'alice' }));
    host.clock.advance(60_000);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(2);
  });

  it('lists nothing for a user who is asked nothing', async () => {
    const host = testHost();
    await start(host);
    expect(await host.ciba.listRequests({ sub: 'carol' })).toEqual([]);
  });

  it('lists the latest hundred at most', async () => {
    const host = testHost({ caps: false });
    for (let round = 0; round < 101; round++) await start(host, { requested_expiry: String(100 + round) });
    const listed = await host.ciba.listRequests({ sub: 'alice' });
    expect(listed).toHaveLength(100);
    expect(listed.map(({ id }) => id)).not.toContain(host.notified[0]);
  });
});
