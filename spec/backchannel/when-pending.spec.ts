import type { CibaStore } from '../../lib/request/store.js';
import { otherTill, type TestHost, type TestHostOptions, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';
import { storeCases } from '../support/stores.js';

const alice = { sub: 'alice' };
const message = { binding_message: 'W4SCT' };

describe.each(storeCases)('a request like one that is pending, over $name,', (storeCase) => {
  const hostWith = async (
    whenPending?: 'allow' | 'refuse' | 'supersede',
    options: TestHostOptions = {},
    changed = (store: CibaStore): CibaStore => store,
  ): Promise<TestHost & { cancelled: unknown[] }> => {
    const { store } = await storeCase.open();
    const host = testHost({ store: changed(store), ...options, ...(whenPending && { whenPending }) });
    const cancelled: unknown[] = [];
    host.ciba.on('cancelled', (event) => cancelled.push(event));
    return { ...host, cancelled };
  };

  it('is asked as well by default', async () => {
    const host = await hostWith();
    await start(host, message);
    await start(host, message);
    expect(await host.ciba.listRequests(alice)).toHaveLength(2);
  });

  it('may be refused, and nobody is asked twice', async () => {
    const host = await hostWith('refuse');
    const { id } = await start(host, message);
    const res = await ask(host, message);
    expectRefusal(res, [403, 'access_denied'], { description: 'A request like this one is pending.' });
    expect(host.notified).toEqual([id]);
  });

  it('may supersede it: the one before is over for client and user', async () => {
    const host = await hostWith('supersede');
    const first = await start(host, message);
    const second = await start(host, message);
    expect(await host.ciba.listRequests(alice)).toMatchObject([{ id: second.id }]);
    expect((await poll(host, first.authReqId)).body.error).toBe('expired_token');
    expect(await host.ciba.approve(first.id, alice)).toEqual({ outcome: 'conflict' });
    const [selector] = first.id.split('.');
    expect(host.cancelled).toEqual([{ selector, client_id: 'till', ...alice }]);
    expect(await host.ciba.approve(second.id, alice)).toEqual({ outcome: 'accepted' });
    expect((await poll(host, second.authReqId)).status).toBe(200);
  });

  it.each(['refuse', 'supersede'] as const)(
    '%s: is none with another message, user or client',
    async (whenPending) => {
      const host = await hostWith(whenPending);
      await start(host, message);
      await start(host, { binding_message: 'other' });
      await start(host, {});
      await start(host, { ...message, login_hint: 'bob' });
      await start(host, message, { client: otherTill });
      expect(host.cancelled).toEqual([]);
      expect(await host.ciba.listRequests(alice)).toHaveLength(4);
    },
  );

  it.each(['approve', 'deny'] as const)('is none once the user has answered: %s', async (decide) => {
    for (const whenPending of ['refuse', 'supersede'] as const) {
      const host = await hostWith(whenPending);
      const { id, authReqId } = await start(host, message);
      await host.ciba[decide](id, alice);
      await start(host, message);
      expect(host.cancelled).toEqual([]);
      expect((await poll(host, authReqId)).status).toBe(decide === 'approve' ? 200 : 400);
    }
  });

  it('supersedes it where that is all that the client may have pending', async () => {
    const host = await hostWith('supersede', { caps: { pendingPerClientAndUser: 1, pendingPerUser: 1 } });
    await start(host, message);
    const { id } = await start(host, message);
    expect(await host.ciba.listRequests(alice)).toMatchObject([{ id }]);
  });

  describe('that is refused, takes nothing of what the user was about to approve:', () => {
    const approvable = async (host: TestHost, ids: readonly string[]): Promise<void> => {
      const pending = (await host.ciba.listRequests(alice)).map(({ id }) => id);
      expect(pending.sort()).toEqual([...ids].sort());
      for (const id of ids) expect(await host.ciba.approve(id, alice)).toEqual({ outcome: 'accepted' });
    };

    it('asked too often', async () => {
      const host = await hostWith('supersede', {
        caps: { promptsPerClientAndUser: { most: 2, seconds: 600 } },
      });
      await start(host, message);
      const { id } = await start(host, message);
      expect((await ask(host, message)).status).toBe(429);
      expect(host.cancelled).toHaveLength(1);
      await approvable(host, [id]);
    });

    it('cooling down', async () => {
      const host = await hostWith('supersede');
      const { id } = await start(host, message);
      for (let n = 0; n < 2; n += 1) await host.ciba.deny((await start(host)).id, alice);
      expectRefusal(await ask(host, message), [403, 'access_denied']);
      await approvable(host, [id]);
    });

    it('reported', async () => {
      const host = await hostWith('supersede');
      const { id } = await start(host, message);
      await host.ciba.report((await start(host)).id, alice);
      expectRefusal(await ask(host, message), [403, 'access_denied']);
      await approvable(host, [id]);
    });

    it('too many others pending', async () => {
      let most = 3;
      const capsFor = () => ({ pendingPerClientAndUser: most });
      const host = await hostWith('supersede', { capsFor });
      const ids = [];
      for (const fields of [message, {}, { binding_message: 'other' }])
        ids.push((await start(host, fields)).id);
      most = 2;
      expectRefusal(await ask(host, message), [403, 'access_denied']);
      await approvable(host, ids);
    });

    it('not stored', async () => {
      const host = await hostWith('supersede', {}, (store) => ({
        ...store,
        create: (request, caps) =>
          request.similar?.over?.length ? Promise.reject(new Error('cut off')) : store.create(request, caps),
      }));
      const { id } = await start(host, message);
      expect((await ask(host, message)).status).toBe(503);
      await approvable(host, [id]);
    });
  });

  it('stands though the one before could not be cancelled', async () => {
    const withdraw = (): Promise<never> => Promise.reject(new Error('cut off'));
    const host = await hostWith('supersede', {}, (store) => ({ ...store, withdraw }));
    await start(host, message);
    const { id } = await start(host, message);
    expect(host.cancelled).toEqual([]);
    expect(await host.ciba.approve(id, alice)).toEqual({ outcome: 'accepted' });
  });

  it.each([3, 1])('of 10 at once leaves one that is pending, where %i may be', async (most) => {
    const host = await hostWith('supersede', { caps: { pendingPerClientAndUser: most } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(host, message)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 503].includes(status))).toEqual([]);
    expect(await host.ciba.listRequests(alice)).toHaveLength(1);
  });
});

it('whenPending that is something else is refused at start-up', () => {
  expect(() => testHost({ whenPending: 'queue' as never })).toThrow(
    'whenPending is allow, refuse or supersede (ERR_CIBA_WHEN_PENDING)',
  );
});
