import { setImmediate as turn } from 'node:timers/promises';
import { decoySub } from '../../lib/request/decoy.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { testHost } from '../support/host.js';
import { start } from '../support/http-requests.js';
import { bell } from '../support/outbox-changes.ts';

const alice = { sub: 'alice' };

/** Whoever is to be called has been by then. */
async function calm(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn();
}

describe('watchRequests', () => {
  it('calls back when a request of the user comes in, when it is decided, and at no look', async () => {
    const host = testHost();
    const { ring, calls } = bell();
    host.ciba.watchRequests(alice, ring);
    const { id } = await start(host);
    await calm();
    expect(calls()).toBe(1);
    await host.ciba.getRequest(id, alice);
    await host.ciba.listRequests(alice);
    await calm();
    expect(calls()).toBe(1);
    await host.ciba.deny(id, alice);
    await calm();
    expect(calls()).toBe(2);
  });

  it.each([
    ['cancelled', (host: ReturnType<typeof testHost>, id: string) => host.ciba.cancel(id)],
    ['failed', (host: ReturnType<typeof testHost>, id: string) => host.ciba.fail(id, { reason: 'lost' })],
    [
      'withdrawn by an operator',
      (host: ReturnType<typeof testHost>, id: string) => host.ciba.withdraw(id.slice(0, 22)),
    ],
  ])('calls back when one is %s', async (_what, end) => {
    const host = testHost();
    const { id } = await start(host);
    await calm();
    const { ring, rung } = bell();
    host.ciba.watchRequests(alice, ring);
    expect(await end(host, id)).toEqual({ outcome: 'accepted' });
    await rung;
  });

  it('calls back in every instance that shares the store', async () => {
    const store = memoryStore();
    const [one, other] = [testHost({ store }), testHost({ store })];
    const { ring, rung } = bell();
    other.ciba.watchRequests(alice, ring);
    await start(one);
    await rung;
  });

  it('tells nobody of another user’s requests', async () => {
    const host = testHost();
    const { ring, calls } = bell();
    host.ciba.watchRequests({ sub: 'bob' }, ring);
    await start(host);
    await calm();
    expect(calls()).toBe(0);
  });

  it('calls nobody back who has ended it, not even of what came just before', async () => {
    const host = testHost();
    const { id } = await start(host);
    await calm();
    const { ring, calls } = bell();
    const stop = host.ciba.watchRequests(alice, ring);
    const denied = host.ciba.deny(id, alice);
    stop();
    stop();
    await denied;
    await calm();
    expect(calls()).toBe(0);
  });

  it('logs a callback that throws or rejects, and calls the others', async () => {
    const host = testHost();
    const { ring, rung } = bell();
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    host.ciba.watchRequests(alice, () => {
      throw thrown;
    });
    host.ciba.watchRequests(alice, (() => Promise.reject(rejected)) as () => void);
    host.ciba.watchRequests(alice, ring);
    await start(host);
    await rung;
    await calm();
    expect(host.logged.map(([error, text]) => [error, text])).toEqual([
      [thrown, 'a callback of watchRequests threw'],
      [rejected, 'a callback of watchRequests threw'],
    ]);
  });

  it.each([{ sub: '' }, { sub: undefined }, {}, undefined])('asks who is signed in, not %j', (by) => {
    expect(() => testHost().ciba.watchRequests(by as never, () => undefined)).toThrow(TypeError);
  });

  it('asks for a callback', () => {
    expect(() => testHost().ciba.watchRequests(alice, undefined as never)).toThrow(
      new TypeError('watchRequests needs a callback'),
    );
  });

  it('knows nothing of decoys', () => {
    const store = memoryStore();
    const onUserChange = jest.fn();
    const host = testHost({ store: { ...store, onUserChange } });
    host.ciba.watchRequests({ sub: decoySub('nobody') }, () => undefined)();
    expect(onUserChange).not.toHaveBeenCalled();
  });
});
