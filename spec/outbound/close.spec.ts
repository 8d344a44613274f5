import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedClient } from '../../lib/outbound/guarded-client.js';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

const closed = {
  code: 'BROKEN',
  message: 'the client is closed (ERR_CIBA_OUTBOUND_BROKEN)',
  cause: undefined,
};

let server: OutboundServer;
let ca: string;
let client: GuardedClient;

beforeEach(async () => {
  const { authority, certified } = await trusted();
  ca = authority.cert;
  server = await secureServer(certified, ({ url }, res) => {
    if (url === '/now') res.end('now');
    if (url === '/begin') res.write('x');
  });
  client = loopbackClient({ ca, maxConnectionsPerHost: 2 });
});
afterEach(() => server.close());

const allGone = (): boolean => server.sockets.every(({ destroyed }) => destroyed);

describe('close()', () => {
  it('ends kept connections', async () => {
    await client.request(server.url('/now'));
    const [kept] = server.sockets as [Socket];
    expect(kept.destroyed).toBe(false);
    client.close();
    // The server itself would close it after 5 s.
    await until(() => kept.destroyed, 'the connection is gone', 2000);
  });

  it('ends requests that are under way and those that wait, and makes no connection after', async () => {
    const failing = Array.from({ length: 5 }, () => failureOf(client.request(server.url('/never'))));
    await until(() => server.requests.length === 2, 'two are with the server');
    client.close();
    expect(await Promise.all(failing)).toEqual(Array(5).fill(closed));
    await until(allGone, 'the connections are gone');
    await sleep(50);
    expect(server.sockets).toHaveLength(2);
  });

  it('ends a request whose body is still coming, and one whose body is dropped', async () => {
    const dropped = await client.request(server.url('/begin'), { discardBody: true });
    expect(dropped.status).toBe(200);
    const failing = failureOf(client.request(server.url('/begin')));
    await until(() => server.requests.length === 2, 'both are with the server');
    await sleep(20);
    client.close();
    expect(await failing).toEqual(closed);
    await until(allGone, 'the connections are gone');
  });

  it('ends a request that has only just begun', async () => {
    const failing = failureOf(client.request(server.url('/now')));
    client.close();
    expect(await failing).toEqual(closed);
    await sleep(20);
    expect(server.requests).toEqual([]);
  });

  it('ends a request whose name is being looked up', async () => {
    const { lookup } = answering(['127.0.0.1']);
    const answers: (() => void)[] = [];
    const held: typeof lookup = (...question) => void answers.push(() => lookup(...question));
    const searching = loopbackClient({ ca }, { lookup: held });
    const failing = failureOf(searching.request(server.url('/now')));
    await until(() => answers.length === 1, 'the name is being looked up');
    searching.close();
    expect(await failing).toEqual(closed);
    answers[0]?.();
    await sleep(20);
    expect(server.sockets).toEqual([]);
  });

  it('refuses later requests', async () => {
    client.close();
    expect(await failureOf(client.request(server.url('/now')))).toEqual(closed);
    expect(server.sockets).toEqual([]);
  });

  it('may be called twice', () => {
    client.close();
    expect(() => client.close()).not.toThrow();
  });

  it('leaves other clients alone', async () => {
    const other = loopbackClient({ ca });
    client.close();
    expect((await other.request(server.url('/now'))).status).toBe(200);
    other.close();
  });
});
