import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent } from 'node:https';
import { gzipSync } from 'node:zlib';
import { exchange } from '../../lib/outbound/exchange.js';
import type { GuardedClient } from '../../lib/outbound/guarded-client.js';
import { failureOf, loopbackClient } from '../support/outbound-client.ts';
import { type OutboundServer, secureServer, trusted } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

let server: OutboundServer;
let ca: string;
let client: GuardedClient;
let answer: (req: IncomingMessage, res: ServerResponse) => void;
const bodies: string[] = [];

beforeAll(async () => {
  const { authority, certified } = await trusted();
  server = await secureServer(certified, async (req, res) => {
    let text = '';
    for await (const part of req) text += part;
    bodies.push(text);
    answer(req, res);
  });
  ca = authority.cert;
  client = loopbackClient({ ca });
});
beforeEach(() => {
  answer = (_req, res) => void res.end('fine');
});
afterAll(async () => {
  client.close();
  await server.close();
});

const last = (): IncomingMessage => server.requests.at(-1) as IncomingMessage;

describe('a request', () => {
  it("is a GET with the client's own headers and no other", async () => {
    await client.request(server.url('/jwks?a=1#b'));
    const { method, url, headers, httpVersion } = last();
    expect([method, url, httpVersion, bodies.at(-1)]).toEqual(['GET', '/jwks?a=1', '1.1', '']);
    expect(headers).toEqual({
      host: `client.example:${server.port}`,
      'user-agent': 'express-ciba',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    });
  });

  it('is a POST with headers and body where it is to be', async () => {
    const headers = { Authorization: 'Bearer abc', 'Content-Type': 'application/json' };
    await client.request(server.url('/cb'), { method: 'POST', headers, body: '{"auth_req_id":"é"}' });
    const { method, headers: seen } = last();
    expect([method, bodies.at(-1)]).toEqual(['POST', '{"auth_req_id":"é"}']);
    expect(seen).toMatchObject({
      authorization: 'Bearer abc',
      'content-type': 'application/json',
      'content-length': '20',
    });
    expect(seen['transfer-encoding']).toBeUndefined();
  });

  it('may be a POST without a body', async () => {
    await client.request(server.url(), { method: 'POST' });
    expect([last().method, last().headers['content-length'], bodies.at(-1)]).toEqual(['POST', '0', '']);
  });

  it.each([
    ...['Host', 'content-length', 'Transfer-Encoding', 'Trailer', 'TE', 'Expect', 'Upgrade', 'Connection'],
    ...['Keep-Alive', 'Proxy-Connection', 'Proxy-Authorization', 'User-Agent', 'Accept-Encoding', 'Cookie'],
    'Referer',
  ])('may not bring the header %s', async (name) => {
    const before = server.requests.length;
    const { code, message, cause } = await failureOf(
      client.request(server.url(), { headers: { [name]: 'secret' } }),
    );
    expect([code, message]).toEqual([
      'BROKEN',
      'client.example: the request cannot be sent (ERR_CIBA_OUTBOUND_BROKEN)',
    ]);
    expect((cause as Error).message).toBe(`the header ${name} is not the caller's to set`);
    expect(server.requests).toHaveLength(before);
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\0b', 'a\u{2028}b'])(
    'may not split a header: %j',
    async (value) => {
      const before = server.requests.length;
      const request = client.request(server.url(), { headers: { Authorization: value } });
      const { code, message, cause } = await failureOf(request);
      expect([code, (cause as NodeJS.ErrnoException).code]).toEqual(['BROKEN', 'ERR_INVALID_CHAR']);
      expect(`${message}${String(cause)}`).not.toContain(value);
      expect(server.requests).toHaveLength(before);
    },
  );

  it.each([
    { method: 'GET /other HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET' },
    { headers: { 'Bad Name': 'x' } },
    { body: 7 },
    { headers: { Authorization: undefined } },
    { headers: null },
  ])('that cannot be one is refused and holds no place: %j', async (request) => {
    for (let i = 0; i < 11; i += 1) {
      const failed = await failureOf(client.request(server.url(), request as never));
      expect(failed).toMatchObject({ code: 'BROKEN' });
    }
    expect((await client.request(server.url())).status).toBe(200);
  });

  it('that cannot be one has ended when it is refused', async () => {
    const ended = jest.fn();
    const target = { host: 'client.example', port: server.port, authority: 'client.example', path: '/' };
    const terms = { agent: new Agent(), maxBytes: 1, signal: new AbortController().signal, ended };
    const request = { headers: { Authorization: 'a\nb' } };
    expect(await failureOf(exchange(target, request, terms))).toMatchObject({ code: 'BROKEN' });
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

describe('an answer', () => {
  it('comes with status, headers and body', async () => {
    answer = (_req, res) => void res.writeHead(201, { 'X-Thing': 'a', 'Set-Cookie': 's=1' }).end('fine');
    const { status, headers, body } = await client.request(server.url());
    expect([status, headers['x-thing'], body]).toEqual([201, 'a', Buffer.from('fine')]);
  });

  it.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    const target = server.url('/target');
    answer = (_req, res) => void res.writeHead(status, { Location: target }).end('moved');
    const before = server.requests.length;
    const headers = { Authorization: 'Bearer abc' };
    const answered = await client.request(server.url('/cb'), { method: 'POST', headers, body: '{}' });
    expect([answered.status, answered.headers.location, String(answered.body)]).toEqual([
      status,
      target,
      'moved',
    ]);
    expect(server.requests.slice(before).map(({ url }) => url)).toEqual(['/cb']);
  });

  it.each([204, 304, 400, 401, 404, 429, 500, 503])('of %i is an answer', async (status) => {
    answer = (_req, res) => void res.writeHead(status).end();
    const answered = await client.request(server.url());
    expect([answered.status, answered.body.length]).toEqual([status, 0]);
  });

  it('of HTML is bytes like any other', async () => {
    const html = '<!doctype html><meta http-equiv="refresh" content="0; url=https://evil.example/">';
    answer = (_req, res) => void res.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
    expect((await client.request(server.url())).body.toString()).toBe(html);
  });

  it('is not decompressed', async () => {
    const packed = gzipSync('x'.repeat(10_000));
    answer = (_req, res) => void res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed);
    expect((await client.request(server.url())).body).toEqual(packed);
  });

  it('sets no cookie for the next request', async () => {
    answer = (_req, res) => void res.writeHead(200, { 'Set-Cookie': 'session=1; Path=/' }).end();
    await client.request(server.url());
    await client.request(server.url());
    expect(last().headers.cookie).toBeUndefined();
  });

  it('may follow early hints', async () => {
    answer = (_req, res) => {
      res.writeEarlyHints({ link: '</style.css>; rel=preload' });
      res.writeProcessing();
      res.writeHead(200).end('fine');
    };
    expect((await client.request(server.url())).status).toBe(200);
  });
});

describe('a connection', () => {
  it('is kept for the next request', async () => {
    const one = loopbackClient({ ca, maxConnectionsPerHost: 1 });
    const before = server.sockets.length;
    for (let i = 0; i < 5; i += 1) await one.request(server.url());
    expect(server.sockets).toHaveLength(before + 1);
    one.close();
  });

  it('is kept after a body that was dropped', async () => {
    answer = (_req, res) => void res.end('x'.repeat(100_000));
    const one = loopbackClient({ ca, maxConnectionsPerHost: 1 });
    const before = server.sockets.length;
    for (let i = 0; i < 5; i += 1) {
      const { status, body } = await one.request(server.url(), { discardBody: true });
      expect([status, body.length]).toEqual([200, 0]);
    }
    expect(server.sockets).toHaveLength(before + 1);
    one.close();
  });

  it('is kept for 4 s and no longer', async () => {
    const { authority, certified } = await trusted();
    const patient = await secureServer(certified, (_req, res) => res.end(), { keepAliveTimeout: 0 });
    const began = performance.now();
    const idle = loopbackClient({ ca: authority.cert });
    await idle.request(patient.url());
    await until(() => patient.sockets[0]?.destroyed === true, 'the connection is gone');
    expect(performance.now() - began).toBeGreaterThan(3900);
    idle.close();
    await patient.close();
  });

  it('is not kept where the other side does not want it', async () => {
    answer = (_req, res) => void res.writeHead(200, { Connection: 'close' }).end();
    await client.request(server.url());
    const before = server.sockets.length;
    await client.request(server.url());
    expect(server.sockets).toHaveLength(before + 1);
  });
});
