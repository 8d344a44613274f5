import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { exchange } from '../../lib/outbound/exchange.js';
import { GuardedAgent } from '../../lib/outbound/guarded-agent.js';
import { OutboundError } from '../../lib/outbound/outbound-error.js';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';
import { NAME, type OutboundServer, rawServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

let server: OutboundServer;
let ca: string;

beforeEach(async () => {
  const { authority, certified } = await trusted();
  ca = authority.cert;
  server = await secureServer(certified, (_req, res) =>
    res.writeHead(200, { Connection: 'close' }).end('yes'),
  );
});
afterEach(() => server.close());

const INSIDE = [
  '10.0.0.5',
  '169.254.169.254',
  '192.168.1.1',
  '::ffff:127.0.0.1',
  'fd00:ec2::254',
  'fe80::1%lo',
];

describe('a name', () => {
  it('that leads to loopback is called where that is allowed', async () => {
    const { status, body } = await loopbackClient({ ca }).request(server.url());
    expect([status, body.toString()]).toEqual([200, 'yes']);
  });

  it('that leads to loopback is refused where it is not', async () => {
    const client = loopbackClient({ allowLoopback: false, ports: [server.port] });
    expect(await failureOf(client.request(server.url()))).toEqual({
      code: 'ADDRESS',
      message: `${NAME} leads to an address that is not public (ERR_CIBA_OUTBOUND_ADDRESS)`,
      cause: undefined,
    });
    expect(server.sockets).toEqual([]);
  });

  it.each(INSIDE)('that leads inside is refused, with loopback allowed too: %s', async (address) => {
    const client = loopbackClient({ ca }, answering([address]));
    expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'ADDRESS' });
  });

  it.each([
    ['first', ['127.0.0.1', '10.0.0.5']],
    ['last', ['169.254.169.254', '127.0.0.1']],
    ['among many', ['127.0.0.1', '127.0.0.2', '::1', '192.168.0.1', '127.0.0.3']],
  ])(
    'that leads inside with one of its addresses is refused whole: the good one %s',
    async (_what, answer) => {
      const client = loopbackClient({ ca }, answering(answer));
      expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'ADDRESS' });
      expect(server.sockets).toEqual([]);
    },
  );

  it('that leads to loopback beside a public address is refused where loopback is not allowed', async () => {
    const client = loopbackClient(
      { allowLoopback: false, ports: [server.port] },
      answering(['127.0.0.1', '8.8.8.8']),
    );
    expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'ADDRESS' });
    expect(server.sockets).toEqual([]);
  });

  it('is tried at its next address where one does not answer', async () => {
    const { body } = await loopbackClient({ ca }, answering(['::1', '127.0.0.1'])).request(server.url());
    expect(body.toString()).toBe('yes');
  });

  it.each([
    ['has no address', []],
    ['has what is no address', ['nonsense']],
  ])('that %s is not called', async (_what, answer) => {
    const { code } = await failureOf(loopbackClient({ ca }, answering(answer)).request(server.url()));
    expect(code).toBe(answer.length === 0 ? 'CONNECT' : 'ADDRESS');
    expect(server.sockets).toEqual([]);
  });

  it('that is not found is no connection', async () => {
    const cause = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    const lookup = (_host: string, _options: object, callback: (error: Error, found: []) => void): void =>
      void setImmediate(callback, cause, []);
    expect(await failureOf(loopbackClient({ ca }, { lookup }).request(server.url()))).toEqual({
      code: 'CONNECT',
      message: `${NAME}: no connection (ENOTFOUND) (ERR_CIBA_OUTBOUND_CONNECT)`,
      cause,
    });
  });

  it('that cannot be looked up at all is not called', async () => {
    const lookup = (): never => {
      throw new Error('no resolver');
    };
    const { code } = await failureOf(loopbackClient({ ca }, { lookup }).request(server.url()));
    expect(code).toBe('BROKEN');
  });
});

describe('a name that is bound anew', () => {
  it('is judged with each connection', async () => {
    const rebinding = answering(['127.0.0.1'], ['169.254.169.254']);
    const client = loopbackClient({ ca }, rebinding);
    expect((await client.request(server.url())).status).toBe(200);
    expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'ADDRESS' });
    expect([rebinding.asked.length, server.sockets.length]).toEqual([2, 1]);
  });

  it('is looked up once for a connection, so what was judged is what is connected', async () => {
    const rebinding = answering(['127.0.0.1'], ['10.0.0.5']);
    expect((await loopbackClient({ ca }, rebinding).request(server.url())).status).toBe(200);
    expect(rebinding.asked).toEqual([NAME]);
  });

  it('cannot change an answer once it was judged', async () => {
    let read = 0;
    const shifty = {
      family: 4,
      get address() {
        read += 1;
        return read === 1 ? '127.0.0.1' : '10.0.0.5';
      },
    };
    const lookup = (
      _host: string,
      _options: object,
      callback: (error: null, found: object[]) => void,
    ): void => void setImmediate(callback, null, [shifty]);
    const { status } = await loopbackClient({ ca }, { lookup: lookup as never }).request(server.url());
    expect([status, read]).toEqual([200, 1]);
  });
});

describe('the address of a socket', () => {
  /** An agent that finds the answers of lookups good and the address of the socket bad. */
  function agentRefusingSockets(): { agent: GuardedAgent; judged: string[] } {
    const judged: string[] = [];
    const agent = new GuardedAgent({
      lookup: answering(['127.0.0.1']).lookup,
      secureContext: createSecureContext(),
      connectTimeout: 1,
      maxConnectionsPerHost: 1,
      judge(address) {
        judged.push(address);
        return judged.length === 1
          ? undefined
          : new OutboundError('ERR_CIBA_OUTBOUND_ADDRESS', 'not this socket');
      },
    });
    return { agent, judged };
  }

  it('is judged too, before a single byte is written, whatever the lookup said', async () => {
    const bytes: Buffer[] = [];
    const raw = await rawServer((socket) => socket.on('data', (part) => bytes.push(part)));
    const { agent, judged } = agentRefusingSockets();
    const target = { host: NAME, port: raw.port, authority: NAME, path: '/' };
    const request = { method: 'POST', headers: { Authorization: 'Bearer secret' }, body: '{}' } as const;
    const terms = { agent, maxBytes: 1, signal: new AbortController().signal, ended: () => undefined };
    expect(await failureOf(exchange(target, request, terms))).toMatchObject({
      code: 'ADDRESS',
      message: 'not this socket (ERR_CIBA_OUTBOUND_ADDRESS)',
    });
    await until(() => raw.sockets.length === 1, 'the server has the connection');
    const [socket] = raw.sockets as [Socket];
    if (!socket.closed) await once(socket, 'close');
    expect([judged, bytes]).toEqual([['127.0.0.1', '127.0.0.1'], []]);
    await raw.close();
  });
});
