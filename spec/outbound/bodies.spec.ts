import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedClient } from '../../lib/outbound/guarded-client.js';
import { failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

const CAP = 1000;

let server: OutboundServer;
let client: GuardedClient;
let hurried: GuardedClient;
let answer: (res: ServerResponse) => void;

beforeAll(async () => {
  const { authority, certified } = await trusted();
  server = await secureServer(certified, (_req, res) => answer(res));
  const options = { ca: authority.cert, maxBytes: CAP, maxConnectionsPerHost: 1 };
  client = loopbackClient({ ...options, timeout: 60 });
  hurried = loopbackClient({ ...options, timeout: 0.6 });
});
afterAll(async () => {
  client.close();
  hurried.close();
  await server.close();
});

/** Writes until the other side hangs up. */
function endless(res: ServerResponse): void {
  const more = (): void => {
    while (!res.destroyed && res.write('x'.repeat(100)));
  };
  res.on('drain', more);
  more();
}

/** Writes a byte every few milliseconds until the other side hangs up. */
function trickling(res: ServerResponse): void {
  const timer = setInterval(() => res.write('x'), 10);
  res.on('close', () => clearInterval(timer));
}

const lastIsGone = (): boolean => server.sockets.at(-1)?.destroyed === true;
const tooLarge = {
  code: 'TOO_LARGE',
  message: `client.example: the body is above ${CAP} bytes (ERR_CIBA_OUTBOUND_TOO_LARGE)`,
  cause: undefined,
};

describe('a body', () => {
  it('may be as large as allowed', async () => {
    answer = (res) => void res.writeHead(200, { 'Content-Length': CAP }).end('x'.repeat(CAP));
    expect((await client.request(server.url())).body).toHaveLength(CAP);
    answer = (res) => {
      res.write('x'.repeat(CAP - 1));
      res.end('x');
    };
    expect((await client.request(server.url())).body).toHaveLength(CAP);
  });

  it('that says it is larger is refused before it comes, and its connection ended', async () => {
    answer = (res) => res.writeHead(200, { 'Content-Length': CAP + 1 }).flushHeaders();
    expect(await failureOf(client.request(server.url()))).toEqual(tooLarge);
    await until(lastIsGone, 'the connection is gone');
  });

  it('that is larger is refused, and its connection ended', async () => {
    answer = (res) => {
      res.write('x'.repeat(CAP));
      res.end('x');
    };
    expect(await failureOf(client.request(server.url()))).toEqual(tooLarge);
    await until(lastIsGone, 'the connection is gone');
  });

  it('without an end is refused, and its connection ended', async () => {
    answer = endless;
    expect(await failureOf(client.request(server.url()))).toEqual(tooLarge);
    await until(lastIsGone, 'the connection is gone');
  });

  it('that trickles is refused at the deadline, and its connection ended', async () => {
    answer = trickling;
    expect(await failureOf(hurried.request(server.url()))).toEqual({
      code: 'TIMEOUT',
      message: 'client.example: no answer within 0.6 s (ERR_CIBA_OUTBOUND_TIMEOUT)',
      cause: undefined,
    });
    await until(lastIsGone, 'the connection is gone');
  });

  it('that never begins is refused at the deadline', async () => {
    answer = (res) => res.writeHead(200).flushHeaders();
    expect(await failureOf(hurried.request(server.url()))).toMatchObject({ code: 'TIMEOUT' });
    await until(lastIsGone, 'the connection is gone');
  });

  it.each<[string, (res: ServerResponse) => void]>([
    ['of a declared length', (res) => res.writeHead(200, { 'Content-Length': 100 })],
    ['in chunks', (res) => res.writeHead(200)],
  ])('that breaks off is refused: %s', async (_what, begin) => {
    answer = (res) => {
      begin(res);
      res.write('half', () => res.destroy());
    };
    const { code, message } = await failureOf(client.request(server.url()));
    expect([code, message]).toEqual([
      'BROKEN',
      'client.example: the exchange broke off (ECONNRESET) (ERR_CIBA_OUTBOUND_BROKEN)',
    ]);
  });
});

describe('a body that is dropped', () => {
  it.each<[string, (res: ServerResponse) => void]>([
    ['without an end', endless],
    ['that says it is too large', (res) => res.writeHead(200, { 'Content-Length': 1e9 }).flushHeaders()],
    ['that breaks off', (res) => void res.write('half', () => res.destroy())],
  ])('neither delays nor leaks: %s', async (_what, serve) => {
    answer = serve;
    const { status, body } = await client.request(server.url(), { discardBody: true });
    expect([status, body.length]).toEqual([200, 0]);
    await until(lastIsGone, 'the connection is gone');
  });

  it.each<[string, (res: ServerResponse) => void]>([
    ['that trickles', trickling],
    ['that never begins', (res) => res.writeHead(200).flushHeaders()],
  ])('neither delays nor outlives the deadline: %s', async (_what, serve) => {
    answer = serve;
    const { status, body } = await hurried.request(server.url(), { discardBody: true });
    expect([status, body.length]).toEqual([200, 0]);
    await until(lastIsGone, 'the connection is gone');
  });

  it('holds its place among the connections until it has ended', async () => {
    let first: ServerResponse | undefined;
    answer = (res) => {
      first = res;
      res.write('x');
    };
    await client.request(server.url(), { discardBody: true });
    answer = (res) => void res.end('next');
    const before = server.requests.length;
    const next = client.request(server.url());
    await sleep(50);
    expect(server.requests).toHaveLength(before);
    first?.end();
    expect((await next).body.toString()).toBe('next');
  });
});
