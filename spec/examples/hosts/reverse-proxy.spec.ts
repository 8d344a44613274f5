import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { memoryStore } from 'express-ciba';
import * as openid from 'openid-client';
import { type ExampleHost, startExample } from './support/example-host.js';
import { approvedTokens, itPlaysTheFlow, till } from './support/flow.js';

describe('the example in front of another server', () => {
  let host: ExampleHost;
  const behind: Server[] = [];

  const listen = async (app: RequestListener): Promise<URL> => {
    const server = createServer(app).listen(0, '127.0.0.1');
    behind.push(server);
    await once(server, 'listening');
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  const front = (upstream: () => Promise<RequestListener>): Promise<ExampleHost> =>
    startExample(async () => {
      const { createHost } = await import('../../../examples/reverse-proxy/host.js');
      return createHost(memoryStore(), await listen(await upstream()));
    });

  beforeAll(async () => {
    host = await front(async () =>
      (await import('../../../examples/reverse-proxy/upstream.js')).createUpstream(),
    );
  });
  afterAll(async () => {
    await host.close();
    for (const server of behind) {
      server.closeAllConnections();
      server.close();
    }
  });

  itPlaysTheFlow(
    () => host,
    () => till(host),
  );

  it('has tokens made by the server behind, which takes them', async () => {
    const { access_token } = await approvedTokens(host, await till(host));
    const headers = { Authorization: `Bearer ${access_token}` };
    expect(await (await fetch(`${host.url}/me`, { headers })).json()).toEqual({ sub: 'u-1' });
  });

  it('lets the server behind answer client_credentials', async () => {
    const tokens = await openid.clientCredentialsGrant(await till(host), { scope: 'receipts' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'receipts' });
  });

  describe('streaming', () => {
    let echo: ExampleHost;
    let seen: IncomingMessage;

    beforeAll(async () => {
      echo = await front(async () => (req, res) => {
        seen = req;
        req.pipe(res);
      });
    });
    afterAll(() => echo.close());

    const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

    it.each([
      ['a form as odd as it was sent', 'grant_type=other&grant_type&b=%zz&a=%7e+%2B&&=c'],
      ['a form of 1 MB', `grant_type=other&filler=${'x'.repeat(1_000_000)}`],
      ['an empty form', ''],
    ])('hands on %s, byte by byte', async (_what, body) => {
      const answer = await fetch(`${echo.url}/token?x=1`, { method: 'POST', headers: FORM, body });
      expect((await answer.text()) === body).toBe(true);
      expect(seen).toMatchObject({ url: '/token?x=1', method: 'POST' });
    });

    it('hands on a form that comes in pieces', async () => {
      const sending = httpRequest(`${echo.url}/token`, { method: 'POST', headers: FORM });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      for (const piece of ['grant_ty', 'pe=oth', 'er&a=1']) {
        sending.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      sending.end();
      const [answer] = await answered;
      expect(await text(answer)).toBe('grant_type=other&a=1');
    });

    it('hands on what is no form while it is still being sent', async () => {
      const sending = httpRequest(`${echo.url}/upload`, { method: 'POST' });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      sending.write('first');
      const [answer] = await answered;
      const [first] = await once(answer, 'data');
      expect(String(first)).toBe('first');
      sending.end();
      answer.resume();
      await once(answer, 'end');
    });

    it('answers 502 when the server behind is gone', async () => {
      const gone = await front(async () => (req) => req.socket.destroy());
      expect((await fetch(`${gone.url}/me`)).status).toBe(502);
      await gone.close();
    });
  });
});
