import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '../../lib/adapter.js';
import { NothingStored } from '../../lib/request/store.js';
import { CIBA_GRANT, till } from '../support/host.ts';
import { formRequest, wire } from '../support/hosts-socket.ts';
import { credentials, formText } from '../support/http-requests.ts';
import { refusalLine } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { type Asked, type WaitingPair, waitingPair } from '../support/waiting-pair.ts';

let pair: WaitingPair;

afterEach(() => pair.stop());

describe('a client that hangs up while its poll is held', () => {
  const minted: TokenResponse[] = [];

  beforeEach(async () => {
    minted.length = 0;
    pair = await waitingPair({
      adapter: {
        issueTokens: () => {
          const tokens = { access_token: `access-${minted.length + 1}`, token_type: 'Bearer' };
          minted.push(tokens);
          return tokens;
        },
      },
    });
  });

  it('is waited with no longer, and nothing is looked at again', async () => {
    const held = await pair.hold(await pair.ask());
    held.hangUp();
    await until(() => pair.listening() === 0, 'nobody listens', 2000);
    expect(pair.looks).toEqual(['first']);
  });

  it('loses nothing: no tokens are minted for it, and its next poll has them', async () => {
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    held.hangUp();
    await until(() => pair.listening() === 0, 'nobody listens', 2000);
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    expect(minted).toEqual([]);
    const { status, body } = await pair.b.till.poll(asked.authReqId);
    expect([status, body.access_token]).toEqual([200, 'access-1']);
  });

  it('loses nothing where the user approves in the same moment', async () => {
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    held.hangUp();
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    await until(() => pair.listening() === 0, 'nobody listens', 2000);
    const polled = async () => (await pair.b.till.poll(asked.authReqId)).status === 200;
    await until(polled, 'the next poll has the tokens');
  });

  it('is not waited with where it has hung up before it was held', async () => {
    const asked = await pair.ask();
    const hangingUp = new AbortController();
    pair.meanwhile(async () => {
      hangingUp.abort();
      await sleep(100);
    });
    await expect(pair.b.till.poll(asked.authReqId, hangingUp.signal)).rejects.toThrow();
    await until(() => pair.listening() === 0, 'nobody listens', 2000);
    expect(pair.looks).toEqual(['first']);
  });
});

describe('a decision that is taken while a poll is not yet held', () => {
  it.each([
    ['before its first look has found it pending', 'first'],
    ['between that look and its answer', 'answer'],
  ])('is not missed: %s', async (_when, when) => {
    pair = await waitingPair();
    const asked = await pair.ask();
    const approve = () => pair.a.ciba.approve(asked.id, { sub: 'alice' });
    if (when === 'first') await approve();
    else pair.meanwhile(() => approve().then(() => sleep(20)));
    expect((await pair.b.till.poll(asked.authReqId)).status).toBe(200);
  });

  it('nor is one that is taken while the poll is looked at again', async () => {
    pair = await waitingPair();
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    pair.meanwhile(async () => {
      await pair.a.ciba.approve(asked.id, { sub: 'alice' });
      await sleep(20);
    });
    pair.hint();
    expect((await held.reply).status).toBe(200);
    expect(pair.looks).toEqual(['first', 'again', 'again']);
  });
});

describe('a look again that the store cannot answer', () => {
  it('ends no wait: the decision is heard of all the same', async () => {
    pair = await waitingPair();
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    pair.meanwhile(() => Promise.reject(new NothingStored('cut off')));
    pair.hint();
    await until(() => pair.looks.length === 2, 'looked at again');
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    expect((await held.reply).status).toBe(200);
  });

  it('is repeated soon: it may have been the one that would have found the decision', async () => {
    pair = await waitingPair();
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    pair.refuse(new NothingStored('cut off'));
    const decidedAt = performance.now();
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    expect((await held.reply).status).toBe(200);
    expect(performance.now() - decidedAt).toBeLessThan(5000);
  });

  it('is 503 once time is over', async () => {
    pair = await waitingPair({ longPollTimeout: 0.5 });
    const held = await pair.hold(await pair.ask());
    for (let n = 0; n < 100; n++) pair.meanwhile(() => Promise.reject(new NothingStored('cut off')));
    pair.hint();
    expect(refusalLine(await held.reply)).toBe(
      '503 temporarily_unavailable, Retry-After 5, error+error_description',
    );
  });
});

describe('close()', () => {
  it('answers all polls that are held there, and holds none any more; other servers hold theirs', async () => {
    pair = await waitingPair();
    const asked = await Promise.all(Array.from({ length: 5 }, () => pair.ask()));
    const held = await Promise.all(asked.map((one) => pair.hold(one)));
    const elsewhere = await pair.ask();
    const other = await pair.hold(elsewhere, pair.a.till);
    await pair.b.ciba.close();
    for (const { reply } of held) expect((await reply).body.error).toBe('authorization_pending');
    expect((await pair.b.till.poll((await pair.ask()).authReqId)).body.error).toBe('authorization_pending');
    expect([other.isAnswered(), pair.listening()]).toEqual([false, 1]);
    await pair.a.ciba.approve(elsewhere.id, { sub: 'alice' });
    expect((await other.reply).status).toBe(200);
  });

  it('loses no decision of the same moment: its tokens are there once, for that poll or for the next', async () => {
    pair = await waitingPair();
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    await Promise.all([pair.a.ciba.approve(asked.id, { sub: 'alice' }), pair.b.ciba.close()]);
    const statuses = [(await held.reply).status, (await pair.a.till.poll(asked.authReqId)).status];
    expect(statuses.sort()).toEqual([200, 400]);
  });
});

describe('a poll that is slow to be proven', () => {
  it('is held for the less: all in all no longer than longPollTimeout', async () => {
    pair = await waitingPair({
      longPollTimeout: 1.2,
      adapter: { getClient: (id) => sleep(1000, id === till.client_id ? till : undefined) },
    });
    const { authReqId } = await pair.ask();
    const from = performance.now();
    expect(refusalLine(await pair.b.till.poll(authReqId))).toMatch(
      /^400 authorization_pending, Retry-After 4/,
    );
    expect(performance.now() - from).toBeLessThan(2000);
  });
});

describe('many polls that are held on one connection', () => {
  it('are answered in their order, and leave no more listeners on it than Node finds right', async () => {
    pair = await waitingPair();
    const sockets: Socket[] = [];
    const server = createServer(pair.b.app)
      .on('connection', (socket) => sockets.push(socket))
      .listen(0);
    await once(server, 'listening');
    const asked: Asked[] = [];
    for (let n = 0; n < 20; n++) asked.push(await pair.ask());
    const pipeline = await wire((server.address() as AddressInfo).port);
    for (const { authReqId } of asked) {
      const form = { ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: authReqId };
      await pipeline.send(formRequest('/token', formText(form)));
    }
    await until(() => pair.listening() === 20, 'all are held');
    const [listeners, most] = [sockets[0]?.listenerCount('close'), sockets[0]?.getMaxListeners()];
    for (const { id } of asked) await pair.a.ciba.approve(id, { sub: 'alice' });
    expect((await pipeline.answers(20)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    pipeline.socket.destroy();
    server.close();
    expect(listeners).toBeLessThanOrEqual(Number(most));
  });
});
