import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refusalLine } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';
import { type Asked, type WaitingPair, waitingPair } from '../support/waiting-pair.ts';

const PENDING = '400 authorization_pending, Retry-After 5, error+error_description';
const SLOW_DOWN = '400 slow_down, Retry-After 10, error+error_description';

let pair: WaitingPair;
let asked: Asked;

beforeEach(async () => {
  pair = await waitingPair({ longPollTimeout: 0.6 });
  asked = await pair.ask();
});

afterEach(() => pair.stop());

describe('the rate of polls that are held', () => {
  it('is that of their arrivals: the next one is on time however long the first was held', async () => {
    const held = await pair.hold(asked);
    pair.clock.advance(5000);
    expect((await held.reply).body.error).toBe('authorization_pending');
    const next = await pair.hold(asked);
    expect(next.isAnswered()).toBe(false);
    expect((await next.reply).body.error).toBe('authorization_pending');
  });

  it('counts no look again, of which there may be many', async () => {
    const held = await pair.hold(asked);
    for (let n = 1; n <= 5; n++) {
      pair.clock.advance(900);
      pair.hint();
      await until(() => pair.looks.length === 1 + n, 'looked at again');
    }
    expect(held.isAnswered()).toBe(false);
    expect(refusalLine(await held.reply)).toBe(PENDING);
    expect(pair.looks.length).toBeGreaterThanOrEqual(7);
    expect(refusalLine(await pair.b.till.poll(asked.authReqId))).toBe(PENDING);
  });

  it('is kept while one is held: a second one too early hears slow_down at once, and the first goes on', async () => {
    const held = await pair.hold(asked);
    pair.clock.advance(1000);
    expect(refusalLine(await pair.b.till.poll(asked.authReqId))).toBe(SLOW_DOWN);
    expect([held.isAnswered(), pair.looks, pair.listening()]).toEqual([false, ['first', 'first'], 1]);
    await pair.a.ciba.approve(asked.id, { sub: 'alice' });
    expect((await held.reply).status).toBe(200);
  });

  it('is kept by a poll right after one that was held for less than the interval', async () => {
    const held = await pair.hold(asked);
    pair.clock.advance(600);
    await held.reply;
    expect(refusalLine(await pair.b.till.poll(asked.authReqId))).toBe(SLOW_DOWN);
  });

  it('announces the interval that has grown while the poll was held', async () => {
    const held = await pair.hold(asked);
    pair.clock.advance(1000);
    await pair.b.till.poll(asked.authReqId);
    const { headers } = await held.reply;
    expect(headers['retry-after']).toBe('10');
  });
});
