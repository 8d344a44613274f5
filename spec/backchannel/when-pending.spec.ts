import { otherTill, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';
import { storeCases } from '../support/stores.js';

const alice = { sub: 'alice' };
const message = { binding_message: 'W4SCT' };

describe.each(storeCases)('a request like one that is pending, over $name,', (storeCase) => {
  const hostWith = async (
    whenPending?: 'allow' | 'refuse' | 'supersede',
  ): Promise<TestHost & { cancelled: unknown[] }> => {
    const { store } = await storeCase.open();
    const host = testHost({ store, ...(whenPending && { whenPending }) });
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

  it('of 10 at once leaves one that is pending', async () => {
    const host = await hostWith('supersede');
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
