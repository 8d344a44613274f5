import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { otherTill } from '../support/host.ts';
import { callerOf, refusalLine } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { type Asked, type WaitingPair, waitingPair } from '../support/waiting-pair.ts';

let pair: WaitingPair;

afterEach(() => pair.stop());

describe('a poll that waits at one server for a decision at the other', () => {
  beforeEach(async () => {
    pair = await waitingPair();
  });

  it('has its tokens once the user approves', async () => {
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    await sleep(50);
    expect([held.isAnswered(), pair.looks]).toEqual([false, ['first']]);
    expect(await pair.a.ciba.approve(asked.id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
    const { status, body } = await held.reply;
    expect([status, body.access_token, pair.looks]).toEqual([200, 'access-1', ['first', 'again']]);
    expect((await pair.b.till.poll(asked.authReqId)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['the user denies', 'access_denied', (id: string) => pair.a.ciba.deny(id, { sub: 'alice' })],
    ['the host fails it', 'expired_token', (id: string) => pair.a.ciba.fail(id, { reason: 'device_lost' })],
    ['the host cancels it', 'expired_token', (id: string) => pair.a.ciba.cancel(id)],
  ])('is refused once %s: %s', async (_what, error, decide) => {
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    expect(await decide(asked.id)).toEqual({ outcome: 'accepted' });
    expect(refusalLine(await held.reply)).toBe(`400 ${error}, Retry-After absent, error+error_description`);
    expect(pair.looks).toEqual(['first', 'again']);
  });

  it('hears expired_token once the request expires, and the event comes once', async () => {
    const expired: unknown[] = [];
    pair.b.ciba.on('expired', (event) => expired.push(event));
    const asked = await pair.ask();
    pair.clock.advance(299_500);
    const held = await pair.hold(asked);
    pair.clock.advance(500);
    expect((await held.reply).body.error).toBe('expired_token');
    expect(expired).toMatchObject([{ client_id: 'till', sub: 'alice' }]);
  });

  it('is woken by no other request', async () => {
    const [asked, other] = [await pair.ask(), await pair.ask({ login_hint: 'bob' })];
    const held = await pair.hold(asked);
    await pair.a.ciba.approve(other.id, { sub: 'bob' });
    await sleep(50);
    expect([held.isAnswered(), pair.looks]).toEqual([false, ['first']]);
  });

  it('is answered within milliseconds of the decision', async () => {
    const waited: number[] = [];
    for (let n = 0; n < 21; n++) {
      const asked = await pair.ask();
      const held = await pair.hold(asked);
      const decidedAt = performance.now();
      await pair.a.ciba.approve(asked.id, { sub: 'alice' });
      expect((await held.reply).status).toBe(200);
      waited.push(performance.now() - decidedAt);
    }
    expect(waited.sort((one, other) => one - other)[10]).toBeLessThan(200);
  });

  it('shares one approval with others that wait for the same: one has the tokens, which are minted once', async () => {
    const asked = await pair.ask();
    const held = [await pair.hold(asked)];
    for (let n = 0; n < 4; n++) {
      pair.clock.advance(5000);
      held.push(await pair.hold(asked));
    }
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    const replies = await Promise.all(held.map(({ reply }) => reply));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    const refused = replies.filter(({ status }) => status === 400).map(({ body }) => body.error);
    expect(['authorization_pending', 'invalid_grant']).toEqual(expect.arrayContaining(refused));
    expect((await pair.b.till.poll((await approved()).authReqId)).body.access_token).toBe('access-2');
  });

  async function approved(): Promise<Asked> {
    const asked = await pair.ask();
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    return asked;
  }
});

describe('a poll in which nothing happens', () => {
  it.each([
    ['less than the interval, Retry-After is what is left', 3, 1.2, '2'],
    ['as long as the interval, Retry-After is 0', 1, 1.2, '0'],
  ])(
    'is held for longPollTimeout and no longer; where that is %s',
    async (_what, interval, held, retryAfter) => {
      pair = await waitingPair({ interval, longPollTimeout: held });
      const { authReqId } = await pair.ask();
      const from = performance.now();
      const reply = await pair.b.till.poll(authReqId);
      expect(performance.now() - from).toBeGreaterThanOrEqual(held * 1000 - 5);
      expect(refusalLine(reply)).toBe(
        `400 authorization_pending, Retry-After ${retryAfter}, error+error_description`,
      );
      // The timer may be a little early, and the second look with it.
      expect([...new Set(pair.looks)]).toEqual(['first', 'again']);
      expect(pair.looks.length).toBeLessThanOrEqual(3);
    },
  );

  it('is looked at when it ends: a decision that nobody told of is not kept from it', async () => {
    pair = await waitingPair({ longPollTimeout: 0.4 });
    pair.deafen();
    const asked = await pair.ask();
    const held = await pair.hold(asked);
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    expect(held.isAnswered()).toBe(false);
    expect((await held.reply).status).toBe(200);
  });
});

describe('which polls are held', () => {
  it.each([
    ['of clients for which longPoll says true, and waits', true, false],
    ['of others, and is answered at once', false, true],
    ['where longPoll says something else, and is answered at once', 'yes', true],
    ['where longPoll promises something, and is answered at once', Promise.resolve(true), true],
  ])('a poll %s', async (_which, says, answered) => {
    pair = await waitingPair({
      longPoll: ({ client_id }) => (client_id === otherTill.client_id ? (says as boolean) : true),
    });
    const till = callerOf(pair.b.port, otherTill);
    const { body } = await callerOf(pair.a.port, otherTill).request();
    const held = await pair.hold({ authReqId: String(body.auth_req_id), id: '' }, till);
    await sleep(100);
    expect(held.isAnswered()).toBe(answered);
  });

  it.each([
    ['an unknown id', 'invalid_grant', async () => `${'A'.repeat(22)}.${'B'.repeat(43)}`],
    ['an id of another client', 'invalid_grant', otherOnes],
    ['what was decided', 'access_denied', denied],
    ['what is expired', 'expired_token', expired],
  ])('a poll of %s is answered at once: %s', async (_what, error, authReqId) => {
    pair = await waitingPair();
    const from = performance.now();
    expect((await pair.b.till.poll(await authReqId())).body.error).toBe(error);
    expect(performance.now() - from).toBeLessThan(5000);
    expect([pair.looks, pair.listening()]).toEqual([['first'], 0]);
  });

  async function otherOnes(): Promise<string> {
    return String((await callerOf(pair.a.port, otherTill).request()).body.auth_req_id);
  }

  async function denied(): Promise<string> {
    const { authReqId, id } = await pair.ask();
    await pair.a.ciba.deny(id, { sub: 'alice' });
    return authReqId;
  }

  async function expired(): Promise<string> {
    const { authReqId } = await pair.ask();
    pair.clock.advance(300_000);
    return authReqId;
  }
});

describe('however a wait ends', () => {
  it('nobody listens any more', async () => {
    pair = await waitingPair({ longPollTimeout: 1 });
    const [approved, over, gone] = [await pair.ask(), await pair.ask(), await pair.ask()];
    const held = [await pair.hold(approved), await pair.hold(over), await pair.hold(gone)];
    expect(pair.listening()).toBe(3);
    await pair.a.ciba.approve(approved.id, { sub: 'alice' });
    held[2]?.hangUp();
    await Promise.allSettled(held.map(({ reply }) => reply));
    await until(() => pair.listening() === 0, 'nobody listens');
  });
});
