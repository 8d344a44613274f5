import { once } from 'node:events';
import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type NotificationReceiver, notificationReceiver, type WireMessage } from 'express-ciba/testing';
import { useImpatience } from './support/impatience.js';

let receiver: NotificationReceiver;

beforeEach(async () => {
  receiver = await notificationReceiver();
});
afterEach(() => receiver.close());

interface Sent {
  readonly method?: string;
  readonly authorization?: string;
  readonly type?: string;
  readonly body?: unknown;
}

/** Calls the receiver as nobody should; answers the status. */
async function call(sent: Sent = {}): Promise<number> {
  const {
    method = 'POST',
    authorization = `Bearer ${receiver.token}`,
    type = 'application/json',
    body = ping,
  } = sent;
  const { ca } = receiver.outbound;
  const headers = { Authorization: authorization, 'Content-Type': type };
  const outgoing = request(receiver.endpoint, { method, ca, agent: false, headers });
  outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  const [answer] = await once(outgoing, 'response');
  answer.resume();
  return answer.statusCode;
}

const ping = { auth_req_id: 'a' };
const push = { ...ping, access_token: 'b', token_type: 'Bearer', id_token: 'c' };

describe('a notification receiver takes', () => {
  it.each<[string, object]>([
    ['a ping', ping],
    ['a ping with a member that means nothing', { ...ping, more: 1 }],
    ['a push of tokens', push],
    ['a push of tokens with a refresh token', { ...push, refresh_token: 'd', expires_in: 300 }],
    ['a push of an error', { ...ping, error: 'access_denied' }],
  ])('%s, and answers 204', async (_what, body) => {
    expect(await call({ body })).toBe(204);
    expect(await receiver.next()).toEqual({
      status: 204,
      headers: expect.objectContaining({ authorization: `Bearer ${receiver.token}` }),
      body,
    });
  });

  it('a content type with a charset', async () => {
    expect(await call({ type: 'application/json; charset=utf-8' })).toBe(204);
  });
});

describe('a notification receiver refuses', () => {
  it.each<[string, Sent, number, string]>([
    ['another token', { authorization: 'Bearer x' }, 401, 'it does not bear the token of the receiver'],
    ['no token', { authorization: '' }, 401, 'it does not bear the token of the receiver'],
    ['another method', { method: 'PUT' }, 400, 'it is no POST'],
    [
      'a form',
      { type: 'application/x-www-form-urlencoded' },
      400,
      'its content type is not application/json',
    ],
    ['another JSON', { type: 'application/jsonlines' }, 400, 'its content type is not application/json'],
    ['text', { body: 'auth_req_id=a' }, 400, 'its body is no JSON object'],
    ['a list', { body: [ping] }, 400, 'its body is no JSON object'],
    ['null', { body: 'null' }, 400, 'its body is no JSON object'],
    ['nothing', { body: '' }, 400, 'its body is no JSON object'],
    ['no auth_req_id', { body: {} }, 400, 'it names no auth_req_id'],
    ['a number for one', { body: { auth_req_id: 1 } }, 400, 'it names no auth_req_id'],
    ['tokens and an error', { body: { ...push, error: 'x' } }, 400, 'it holds tokens and an error'],
    ...(['access_token', 'token_type', 'id_token'] as const).map((name): [string, Sent, number, string] => [
      `a push without ${name}`,
      { body: { ...push, [name]: undefined } },
      400,
      'it lacks one of access_token, token_type and id_token',
    ]),
  ])('%s, keeps it, and next() says why', async (_what, sent, status, reason) => {
    expect(await call(sent)).toBe(status);
    expect(receiver.received).toEqual([expect.objectContaining({ status })]);
    const expected = `a notification came that a client must not take: ${reason}`;
    await expect(receiver.next()).rejects.toThrow(new Error(expected));
    await call();
    expect((await receiver.next()).body).toEqual(ping);
  });
});

describe('next()', () => {
  it('tells of each that came in its order, and waits for the one that comes', async () => {
    const first = receiver.next();
    const second = receiver.next();
    for (const auth_req_id of ['a', 'b', 'c']) await call({ body: { auth_req_id } });
    const seen = await Promise.all([first, second, receiver.next()]);
    expect(seen.map(({ body }) => body.auth_req_id)).toEqual(['a', 'b', 'c']);
    expect(receiver.received).toEqual(seen);
  });

  it('tells what was left when the receiver closed, then that it is', async () => {
    await call();
    const waiting: Promise<WireMessage>[] = [receiver.next(), receiver.next()];
    const seen = Promise.allSettled(waiting);
    await receiver.close();
    expect(await seen).toMatchObject([
      { status: 'fulfilled', value: { body: ping } },
      { status: 'rejected', reason: new Error('the receiver is closed, and no notification is left') },
    ]);
  });
});

describe('next() of nothing', () => {
  useImpatience();

  it('gives up after 3 seconds, and misses nothing by it', async () => {
    await expect(receiver.next()).rejects.toThrow('no notification has come within 3 seconds');
    await call();
    expect((await receiver.next()).body).toEqual(ping);
  });
});

describe('a notification receiver', () => {
  it('answers the next ones as it is told, and then 204 again', async () => {
    receiver.answer(503, 410);
    expect([await call(), await call({ authorization: 'Bearer x' }), await call(), await call()]).toEqual([
      503, 401, 410, 204,
    ]);
    expect(receiver.received.map(({ status }) => status)).toEqual([503, 401, 410, 204]);
  });

  it('has an address, a token and a certificate of its own', async () => {
    const another = await notificationReceiver();
    expect(receiver.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/notify$/);
    expect(receiver.token).toMatch(/^[\w-]{43}$/);
    expect(receiver.outbound).toEqual({
      allowLoopback: true,
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
    });
    for (const name of ['endpoint', 'token'] as const) expect(another[name]).not.toBe(receiver[name]);
    expect(another.outbound.ca).not.toBe(receiver.outbound.ca);
    await another.close();
  });

  it('is not trusted by those who were not told to', async () => {
    const outgoing = request(receiver.endpoint, { method: 'POST', agent: false }).end();
    await expect(once(outgoing, 'response')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('minds nobody who hangs up', async () => {
    const { ca } = receiver.outbound;
    const outgoing = request(receiver.endpoint, { method: 'POST', ca, agent: false });
    outgoing.on('error', () => undefined).write('{');
    await once(outgoing, 'socket').then(([socket]) => once(socket, 'secureConnect'));
    outgoing.destroy();
    expect(await call()).toBe(204);
    expect(receiver.received).toHaveLength(1);
  });

  it('listens no more once it is closed, which may be said twice', async () => {
    await receiver.close();
    await receiver.close();
    await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
