import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedClient, GuardedClientOptions } from '../../lib/outbound/guarded-client.js';
import { failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

/** A server that answers when it is told to. */
interface HoldingServer extends OutboundServer {
  readonly held: ServerResponse[];
}

let ca: string;
let slow: HoldingServer;
let other: OutboundServer;
let client: GuardedClient | undefined;

const make = (options: GuardedClientOptions): GuardedClient => {
  client = loopbackClient({ ca, ...options });
  return client;
};

beforeEach(async () => {
  const { authority, certified } = await trusted();
  ca = authority.cert;
  const held: ServerResponse[] = [];
  const hold = (_req: IncomingMessage, res: ServerResponse): void => void held.push(res);
  slow = { ...(await secureServer(certified, hold)), held };
  other = await secureServer(certified, (_req, res) => res.end('at once'));
});
afterEach(async () => {
  client?.close();
  await Promise.all([slow.close(), other.close()]);
});

const open = (): number => slow.sockets.filter(({ destroyed }) => !destroyed).length;

describe('connections to one host', () => {
  it('are no more than allowed; requests beyond wait in their order', async () => {
    const two = make({ maxConnectionsPerHost: 2 });
    const paths = ['/0', '/1', '/2', '/3', '/4', '/5'];
    const answers = Promise.all(paths.map((path) => two.request(slow.url(path))));
    for (let served = 0; served < paths.length; served += 2) {
      await until(() => slow.held.length === served + 2, 'two are with the server');
      await sleep(20);
      expect([slow.held.length, open()]).toEqual([served + 2, 2]);
      for (const res of slow.held.slice(served)) res.end('done');
    }
    expect((await answers).map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect(slow.requests.map(({ url }) => url).slice(2)).toEqual(paths.slice(2));
    expect(slow.sockets).toHaveLength(2);
  });

  it('leave their place to the next where they break', async () => {
    const one = make({ maxConnectionsPerHost: 1 });
    const first = failureOf(one.request(slow.url('/first')));
    const second = one.request(slow.url('/second'));
    await until(() => slow.held.length === 1, 'the first is with the server');
    slow.held[0]?.destroy();
    expect(await first).toMatchObject({ code: 'BROKEN' });
    await until(() => slow.held.length === 2, 'the second is with the server');
    slow.held[1]?.end('done');
    expect((await second).body.toString()).toBe('done');
  });

  it('are not left behind, nor any place taken, by requests whose time was up', async () => {
    const one = make({ maxConnectionsPerHost: 1, timeout: 0.5 });
    const failures = await Promise.all(Array.from({ length: 5 }, () => failureOf(one.request(slow.url()))));
    expect(failures.map(({ code }) => code)).toEqual(Array(5).fill('TIMEOUT'));
    await until(() => open() === 0, 'the connections are gone');
    const before = slow.sockets.length;
    await sleep(50);
    expect(slow.sockets).toHaveLength(before);
    const next = failureOf(one.request(slow.url('/next')));
    await until(() => slow.requests.at(-1)?.url === '/next', 'the next is with the server');
    await next;
  });

  it('do not delay those to another', async () => {
    const one = make({ maxConnectionsPerHost: 1, timeout: 30 });
    const waiting = [one.request(slow.url()), one.request(slow.url())].map((request) => failureOf(request));
    await until(() => slow.held.length === 1, 'the slow host is busy');
    for (let i = 0; i < 3; i += 1) expect((await one.request(other.url())).body.toString()).toBe('at once');
    one.close();
    await Promise.all(waiting);
  });

  it('are as many as allowed even if their names are found late', async () => {
    const lookup: Parameters<typeof loopbackClient>[1] = {
      lookup: (_host, _options, done) =>
        void setTimeout(done, 30, null, [{ address: '127.0.0.1', family: 4 }]),
    };
    client = loopbackClient({ ca, maxConnectionsPerHost: 3 }, lookup);
    const asking = Array.from({ length: 9 }, () => client?.request(other.url()));
    await Promise.all(asking);
    expect(other.sockets).toHaveLength(3);
  });
});
