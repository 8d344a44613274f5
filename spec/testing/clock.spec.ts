import { describe, expect, it } from '@jest/globals';
import { testClock } from 'express-ciba/testing';
import { kitHost } from './support/host.js';

describe('a test clock', () => {
  it('starts at the present moment and stands still', async () => {
    const before = Date.now();
    const { now } = testClock();
    const started = now();
    expect(started).toBeGreaterThanOrEqual(before);
    expect(started).toBeLessThanOrEqual(Date.now());
    while (Date.now() === started);
    expect(now()).toBe(started);
  });

  it('goes on by seconds, and parts of them, as soon as it is told', () => {
    const clock = testClock();
    const started = clock.now();
    void clock.advance(1.5);
    void clock.advance(0);
    expect(clock.now() - started).toBe(1500);
  });

  it('has what was planned happen at its time, in its order, each before the next', async () => {
    const clock = testClock();
    const started = clock.now();
    const seen: unknown[] = [];
    const at = (what: string) => async () => {
      seen.push(what);
      await new Promise(setImmediate);
      seen.push([what, clock.now() - started]);
    };
    clock.after(20, at('third'));
    clock.after(10, at('first'));
    clock.after(10, at('second'));
    clock.after(31, at('never'));
    await clock.advance(30);
    const done = ['first', 'second', 'third'].flatMap((what) => [
      what,
      [what, what === 'third' ? 20_000 : 10_000],
    ]);
    expect(seen).toEqual(done);
    expect(clock.now() - started).toBe(30_000);
  });

  it('counts from the moment of planning, and has planned things plan more', async () => {
    const clock = testClock();
    const seen: number[] = [];
    await clock.advance(5);
    const started = clock.now();
    const again = (): void => {
      seen.push(clock.now() - started);
      clock.after(2, again);
    };
    clock.after(2, again);
    await clock.advance(6);
    expect(seen).toEqual([2000, 4000, 6000]);
  });

  it('has what is planned for now happen at the next turn, even one of no time', async () => {
    const clock = testClock();
    const seen: string[] = [];
    clock.after(0, () => seen.push('now'));
    expect(seen).toEqual([]);
    await clock.advance(0);
    expect(seen).toEqual(['now']);
  });

  it('rejects with what failed, at the time when it did', async () => {
    const clock = testClock();
    const started = clock.now();
    clock.after(3, () => Promise.reject(new Error('no approval')));
    await expect(clock.advance(10)).rejects.toThrow('no approval');
    expect(clock.now() - started).toBe(3000);
    await clock.advance(10);
    expect(clock.now() - started).toBe(13_000);
  });

  it.each([-1, Number.NaN])('does not go %d seconds', async (seconds) => {
    const clock = testClock();
    const refusal = 'a test clock runs forwards: the seconds are a number from 0 on';
    await expect(clock.advance(seconds)).rejects.toThrow(new RangeError(refusal));
    expect(() => clock.after(seconds, () => undefined)).toThrow(new RangeError(refusal));
  });
});

describe('a memory store under a test clock', () => {
  it('lets a request live for its lifetime and no longer', async () => {
    const { clock, till } = kitHost();
    const { body } = await till.request({ login_hint: 'alice', requested_expiry: 120 });
    expect(body.expires_in).toBe(120);
    await clock.advance(119);
    expect((await till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    await clock.advance(1);
    expect((await till.poll(body.auth_req_id)).body.error).toBe('expired_token');
  });

  it('throttles polls by it', async () => {
    const { clock, till } = kitHost();
    const { body } = await till.request({ login_hint: 'alice' });
    const polled = async () => (await till.poll(body.auth_req_id)).body.error;
    expect([await polled(), await polled()]).toEqual(['authorization_pending', 'slow_down']);
    await clock.advance(5);
    expect(await polled()).toBe('authorization_pending');
  });
});
