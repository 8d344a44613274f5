import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import type { Certified } from '../support/certificates.ts';
import { failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, rawServer, trusted } from '../support/outbound-server.ts';

let ca: string;
let certified: Certified;
let server: OutboundServer;

beforeAll(async () => {
  const made = await trusted();
  certified = made.certified;
  ca = made.authority.cert;
});
afterEach(() => server.close());

const failure = async (): Promise<Awaited<ReturnType<typeof failureOf>>> =>
  failureOf(
    loopbackClient({ ca, timeout: 2 }).request(server.url('/path-s3cret?query-s3cret'), {
      method: 'POST',
      headers: { Authorization: 'Bearer header-s3cret' },
      body: 'body-s3cret',
    }),
  );

/** Speaks TLS, waits for the request and answers these bytes. */
async function answeringBytes(
  bytes: string,
  then: (secured: TLSSocket, raw: Socket) => void = () => undefined,
): Promise<void> {
  const secureContext = createSecureContext(certified);
  server = await rawServer((socket) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    secured.on('error', () => undefined);
    secured.once('data', () => secured.write(bytes, () => then(secured, socket)));
  });
}

describe('a connection', () => {
  it('that is refused is none', async () => {
    server = await rawServer(() => undefined);
    // Of all ports this is one that nobody is given by chance.
    const { code, message } = await failureOf(loopbackClient({ ca }).request('https://client.example:1/'));
    expect([code, message]).toEqual([
      'CONNECT',
      'client.example: no connection (ECONNREFUSED) (ERR_CIBA_OUTBOUND_CONNECT)',
    ]);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is reset', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['is reset at once', (socket) => void socket.resetAndDestroy()],
    ['is closed', (socket) => void socket.once('data', () => socket.end())],
  ])('that %s before it is secure is none', async (_what, serve) => {
    server = await rawServer(serve);
    expect(await failure()).toMatchObject({ code: 'CONNECT' });
  });

  it.each<[string, (secured: TLSSocket, raw: Socket) => void]>([
    ['is reset', (_secured, raw) => void raw.resetAndDestroy()],
    ['is closed', (secured) => void secured.end()],
  ])('that %s instead of an answer is broken', async (_what, then) => {
    await answeringBytes('', then);
    const { code, message } = await failure();
    expect([code, message]).toEqual([
      'BROKEN',
      'client.example: the exchange broke off (ECONNRESET) (ERR_CIBA_OUTBOUND_BROKEN)',
    ]);
  });
});

describe('an answer', () => {
  it.each([
    ['that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['of another protocol', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['with a head that is too large', `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(17_000)}\r\n\r\n`],
    ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'with a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['with a chunk that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    [
      'that changes the protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ],
  ])('%s is broken', async (_what, bytes) => {
    await answeringBytes(bytes);
    expect(await failure()).toMatchObject({ code: 'BROKEN' });
  });

  it('that is none is not repeated in what is thrown', async () => {
    await answeringBytes('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nBearer header-s3cret');
    const thrown = await failure();
    expect(thrown.code).toBe('BROKEN');
    expect((thrown.cause as NodeJS.ErrnoException).code).toMatch(/^HPE_/);
    expect(Object.keys(thrown.cause as Error)).not.toContain('rawPacket');
    expect(inspect(thrown, { depth: 9 })).not.toContain('s3cret');
  });
});
