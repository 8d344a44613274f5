import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { GuardedClientOptions } from '../../lib/outbound/guarded-client.js';
import type { Certified } from '../support/certificates.ts';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, rawServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

let ca: string;
let certified: Certified;
let server: OutboundServer | undefined;

beforeAll(async () => {
  const made = await trusted();
  certified = made.certified;
  ca = made.authority.cert;
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** How a request fails, and whether it took about as long as it may, in seconds. */
async function failureWithin(seconds: number, options: GuardedClientOptions): Promise<object> {
  const began = performance.now();
  const client = loopbackClient({ ca, ...options });
  const { code, message } = await failureOf(client.request((server as OutboundServer).url()));
  const took = performance.now() - began;
  client.close();
  return { code, message, inTime: took >= seconds * 1000 - 5 && took < seconds * 1000 + 1500 };
}

const lastIsGone = (): boolean => server?.sockets.at(-1)?.destroyed === true;
const noConnection = (seconds: number): object => ({
  code: 'TIMEOUT',
  message: `client.example: no connection within ${seconds} s (ERR_CIBA_OUTBOUND_TIMEOUT)`,
  inTime: true,
});
const noAnswer = (seconds: number): object => ({
  code: 'TIMEOUT',
  message: `client.example: no answer within ${seconds} s (ERR_CIBA_OUTBOUND_TIMEOUT)`,
  inTime: true,
});

/** Speaks TLS and then does what it likes. */
function overTls(serve: (secured: TLSSocket) => void): (socket: Socket) => void {
  const secureContext = createSecureContext(certified);
  return (socket) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    secured.on('error', () => undefined);
    serve(secured);
  };
}

describe('the deadline of a connection', () => {
  it('ends one whose other side says nothing of TLS', async () => {
    server = await rawServer((socket) => socket.resume());
    expect(await failureWithin(0.1, { connectTimeout: 0.1 })).toEqual(noConnection(0.1));
    await until(lastIsGone, 'the connection is gone');
  });

  it('ends one that trickles its TLS', async () => {
    server = await rawServer((socket) => {
      const record = Buffer.from('16030300640200006003034242', 'hex');
      let sent = 0;
      const timer = setInterval(() => socket.write(record.subarray(sent++, sent)), 10);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await failureWithin(0.1, { connectTimeout: 0.1 })).toEqual(noConnection(0.1));
  });

  it('ends the search for a name', async () => {
    server = await rawServer(() => undefined);
    const client = loopbackClient({ connectTimeout: 0.1 }, { lookup: () => undefined });
    expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'TIMEOUT' });
    expect(server.sockets).toEqual([]);
  });

  it('ends with the connection', async () => {
    server = await secureServer(certified, (_req, res) => setTimeout(() => res.end('late'), 600));
    const { body } = await loopbackClient({ ca, connectTimeout: 0.5 }).request(server.url());
    expect(body.toString()).toBe('late');
  });

  it('is no longer than that of the whole', async () => {
    server = await rawServer((socket) => socket.resume());
    expect(await failureWithin(0.1, { timeout: 0.1 })).toEqual(noAnswer(0.1));
    await until(lastIsGone, 'the connection is gone');
  });

  it('finds nobody to connect to after a name that came too late', async () => {
    server = await rawServer(() => undefined);
    const { lookup } = answering(['127.0.0.1']);
    const late: typeof lookup = (...args) => void setTimeout(lookup, 80, ...args);
    const client = loopbackClient({ connectTimeout: 0.05 }, { lookup: late });
    expect(await failureOf(client.request(server.url()))).toMatchObject({ code: 'TIMEOUT' });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(server.sockets).toEqual([]);
  });
});

describe('the deadline of a request', () => {
  it.each<[string, (secured: TLSSocket) => void]>([
    ['no answer', (secured) => secured.resume()],
    ['half a status line', (secured) => secured.resume().write('HTTP/1.1 2')],
    ['headers without an end', (secured) => secured.resume().write('HTTP/1.1 200 OK\r\nX-A: 1\r\n')],
    ['a promise of more', (secured) => secured.resume().write('HTTP/1.1 100 Continue\r\n\r\n')],
    [
      'headers and no body',
      (secured) => secured.resume().write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'),
    ],
  ])('ends one that gets %s', async (_what, serve) => {
    server = await rawServer(overTls(serve));
    expect(await failureWithin(0.15, { timeout: 0.15 })).toEqual(noAnswer(0.15));
    await until(lastIsGone, 'the connection is gone');
  });

  it('ends one that is told to wait for ever', async () => {
    server = await rawServer(
      overTls((secured) => {
        const timer = setInterval(() => secured.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
        secured.resume().once('close', () => clearInterval(timer));
      }),
    );
    expect(await failureWithin(0.15, { timeout: 0.15 })).toEqual(noAnswer(0.15));
  });
});
