import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import express, { type Request } from 'express';
import { CIBA_GRANT_TYPE } from 'express-ciba';
import { type TestClientOptions, testClient, testClock } from 'express-ciba/testing';
import { till } from '../support/host.js';
import { kitHost } from './support/host.js';

/** A server that keeps what it is asked and says what it is told to. */
function echo(...answers: readonly object[]) {
  const asked: Pick<Request, 'path' | 'headers' | 'body'>[] = [];
  const left = [...answers];
  const app = express()
    .use(express.text({ type: '*/*' }))
    .post(/.*/, ({ path, headers, body }, res) => {
      asked.push({ path, headers, body });
      res.json(left.shift() ?? {});
    });
  return { app, asked };
}

const named = { client_id: 'till' };
const wait = { error: 'authorization_pending' };
const slower = { error: 'slow_down' };

describe('a test client', () => {
  it('asks, and hears status, headers and body', async () => {
    const { till } = kitHost();
    const asked = await till.request({ login_hint: 'alice' });
    expect(asked).toEqual({
      status: 200,
      headers: expect.objectContaining({ 'content-type': 'application/json', 'cache-control': 'no-store' }),
      body: { auth_req_id: expect.any(String), expires_in: 300, interval: 5 },
    });
    const { status, headers, body } = await till.poll(asked.body.auth_req_id);
    expect([status, headers['retry-after'], body.error]).toEqual([400, '5', 'authorization_pending']);
  });

  it('sends forms with what it is told and nothing else, but for the scope and the grant', async () => {
    const { app, asked } = echo();
    const client = testClient({ app, client: named });
    await client.request({ login_hint: 'ä & b', requested_expiry: 60, acr_values: undefined });
    await client.request({ scope: undefined });
    await client.poll('id', { resource: 'urn:a' });
    await client.poll(undefined);
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ['/bc-authorize', 'client_id=till&scope=openid&login_hint=%C3%A4+%26+b&requested_expiry=60'],
      ['/bc-authorize', 'client_id=till'],
      [
        '/token',
        `client_id=till&${new URLSearchParams({ grant_type: CIBA_GRANT_TYPE })}&auth_req_id=id&resource=urn%3Aa`,
      ],
      ['/token', `client_id=till&${new URLSearchParams({ grant_type: CIBA_GRANT_TYPE })}`],
    ]);
    for (const { headers } of asked)
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('authenticates by Basic, form-encoded, unless it registered client_secret_post', async () => {
    const { app, asked } = echo();
    const secretive = { client_id: 'a:b', client_secret: 'c d+%é' };
    await testClient({ app, client: secretive }).request({ scope: undefined });
    const posting = { ...secretive, token_endpoint_auth_method: 'client_secret_post' };
    await testClient({ app, client: posting }).request({ scope: undefined });
    const basic = `Basic ${Buffer.from('a%3Ab:c+d%2B%25%C3%A9').toString('base64')}`;
    expect(asked.map(({ headers, body }) => [headers.authorization, body])).toEqual([
      [basic, ''],
      [undefined, 'client_id=a%3Ab&client_secret=c+d%2B%25%C3%A9'],
    ]);
  });

  it('is taken for itself by both methods, whatever the secret holds', async () => {
    for (const token_endpoint_auth_method of ['client_secret_basic', 'client_secret_post'] as const) {
      const client = { ...till, client_secret: 'a+b %41: é&=', token_endpoint_auth_method };
      expect((await kitHost({ client }).till.request({ login_hint: 'alice' })).status).toBe(200);
    }
  });

  it('asks authenticate anew for each call, and adds the headers it is told', async () => {
    const { app, asked } = echo();
    let drawn = 0;
    const authenticate = async () => ({ client_assertion: `assertion-${++drawn}` });
    const client = testClient({ app, client: named, authenticate, headers: { 'X-Cert': 'pem' } });
    await client.request({ scope: undefined });
    await client.poll('id', { grant_type: undefined });
    expect(asked.map(({ headers, body }) => [headers['x-cert'], body])).toEqual([
      ['pem', 'client_id=till&client_assertion=assertion-1'],
      ['pem', 'client_id=till&client_assertion=assertion-2&auth_req_id=id'],
    ]);
  });

  it('finds the endpoints where createCiba has them', async () => {
    const { app, asked } = echo();
    const paths = { backchannelAuthentication: '/ask', token: '/take' };
    const client = testClient({ app, client: named, mountPath: '/oauth', paths });
    await client.request({});
    await client.poll('id');
    expect(asked.map(({ path }) => path)).toEqual(['/oauth/ask', '/oauth/take']);
  });

  it('asks a server that listens', async () => {
    const { app, asked } = echo();
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const base of [url, `${url}/`, `${url}/tenant`])
      await testClient({ url: base, client: named }).request({});
    server.close();
    expect(asked.map(({ path }) => path)).toEqual(['/bc-authorize', '/bc-authorize', '/tenant/bc-authorize']);
  });

  it('does not go by a fetch that a test has replaced', async () => {
    const fetching = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('mocked'));
    expect((await kitHost().till.request({ login_hint: 'alice' })).status).toBe(200);
    expect(fetching).not.toHaveBeenCalled();
    fetching.mockRestore();
  });

  it('works while a test has its timers and the date in hand', async () => {
    const { clock, till, alice } = kitHost();
    jest.useFakeTimers({ now: 0 });
    try {
      const { body } = await till.request({ login_hint: 'alice' });
      clock.after(12, () => alice.approve());
      expect((await till.pollUntilDone(body.auth_req_id)).status).toBe(200);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says where nothing answers in JSON', async () => {
    const client = testClient({ app: express(), client: named });
    await expect(client.request({})).rejects.toThrow(
      /^POST http:\/\/127\.0\.0\.1:\d+\/bc-authorize was answered 404 with text\/html; charset=utf-8, not JSON: are mountPath and paths right\?$/,
    );
  });

  it.each<[string, Partial<TestClientOptions>]>([
    ['neither', {}],
    ['both', { app: express(), url: 'http://127.0.0.1:1' }],
  ])('needs an app or a url, and is refused with %s', (_what, options) => {
    const refusal = new TypeError('a test client needs either an app or a url');
    expect(() => testClient({ client: named, ...options })).toThrow(refusal);
  });
});

describe('pollUntilDone()', () => {
  it('polls at once and then by the interval, until there are tokens', async () => {
    const { clock, till, alice } = kitHost({ interval: 7 });
    const { body } = await till.request({ login_hint: 'alice' });
    const started = clock.now();
    clock.after(13, () => alice.approve());
    const answer = await till.pollUntilDone(body.auth_req_id);
    expect({ status: answer.status, token: answer.body.access_token }).toEqual({
      status: 200,
      token: 'access',
    });
    expect(clock.now() - started).toBe(14_000);
  });

  it('answers a denial and an expiry as they come', async () => {
    const { clock, till, alice } = kitHost();
    const denied = await till.request({ login_hint: 'alice' });
    clock.after(3, () => alice.deny());
    expect((await till.pollUntilDone(denied.body.auth_req_id)).body.error).toBe('access_denied');
    const expired = await till.request({ login_hint: 'alice', requested_expiry: 30 });
    expect((await till.pollUntilDone(expired.body.auth_req_id)).body.error).toBe('expired_token');
  });

  it('slows down for good when it is told to', async () => {
    const waited: number[] = [];
    const clock = { advance: async (seconds: number) => void waited.push(seconds) };
    const { app } = echo({ auth_req_id: 'id', interval: 2 }, wait, slower, wait, slower, wait, {
      access_token: 'a',
    });
    const client = testClient({ app, client: named, clock });
    await client.request({});
    expect((await client.pollUntilDone('id')).body).toEqual({ access_token: 'a' });
    expect(waited).toEqual([2, 7, 7, 12, 12]);
  });

  it('waits for 5 seconds where it was told nothing', async () => {
    const clock = testClock();
    const started = clock.now();
    const { app } = echo(wait, {});
    await testClient({ app, client: named, clock }).pollUntilDone('id');
    expect(clock.now() - started).toBe(5000);
  });

  it('waits for real where it has no clock', async () => {
    const { app, asked } = echo({ auth_req_id: 'id', interval: 0.02 }, wait, {});
    const client = testClient({ app, client: named });
    await client.request({});
    const began = performance.now();
    await client.pollUntilDone('id');
    expect(performance.now() - began).toBeGreaterThanOrEqual(18);
    expect(asked).toHaveLength(3);
  });

  it('rejects with what failed while it waited', async () => {
    const { clock, till } = kitHost();
    const { body } = await till.request({ login_hint: 'alice' });
    clock.after(4, () => Promise.reject(new Error('the page is gone')));
    await expect(till.pollUntilDone(body.auth_req_id)).rejects.toThrow('the page is gone');
  });

  it('ends where the store goes by another clock', async () => {
    const { app, ciba } = kitHost();
    const clock = testClock();
    const client = testClient({ app, client: till, clock });
    const { body } = await client.request({ login_hint: 'alice', requested_expiry: 60 });
    await expect(client.pollUntilDone(body.auth_req_id)).rejects.toThrow(
      'a request is pending for longer than it lives: give the clock to the store too, memoryStore({ now: clock.now })',
    );
    await ciba.close();
  });
});
