import { dpopNonces } from '../../../lib/client/key-binding/dpop-nonces.js';
import { testClock } from '../../support/clock.ts';

const key = Buffer.alloc(32, 7);
const MINUTE = 60_000;

describe('a nonce of this server', () => {
  it('is 128 bits of text that a header and a JWT can carry', () => {
    expect(dpopNonces(key).current()).toMatch(/^[\w-]{22}$/);
  });

  it('is the same for a minute, and in every process that has the key', () => {
    const clock = testClock();
    const [one, other] = [dpopNonces(key, clock.now), dpopNonces(Uint8Array.from(key), clock.now)];
    const first = one.current();
    clock.advance(MINUTE - 1);
    expect([one.current(), other.current()]).toEqual([first, first]);
    clock.advance(1);
    expect(one.current()).not.toBe(first);
  });

  it('is fresh in its minute, the one after and the one before, and no other', () => {
    const clock = testClock();
    const nonces = dpopNonces(key, clock.now);
    clock.advance(2 * MINUTE);
    const nonce = nonces.current();
    clock.advance(-2 * MINUTE);
    const fresh: boolean[] = [];
    for (let minute = -2; minute <= 2; minute += 1) {
      fresh.push(nonces.isFresh(nonce));
      clock.advance(MINUTE);
    }
    expect(fresh).toEqual([false, true, true, true, false]);
    expect(nonces.seconds).toBe(180);
  });

  it('is not fresh by another key', () => {
    const clock = testClock();
    const nonce = dpopNonces(key, clock.now).current();
    expect(dpopNonces(Buffer.alloc(32, 8), clock.now).isFresh(nonce)).toBe(false);
  });

  it('is not fresh with anything left out, added or changed', () => {
    const nonces = dpopNonces(key, testClock().now);
    const nonce = nonces.current();
    for (const text of [
      '',
      nonce.slice(1),
      `${nonce}A`,
      `${nonce}=`,
      ` ${nonce}`,
      nonce.toLowerCase(),
      'é'.repeat(11),
    ])
      expect([text, nonces.isFresh(text)]).toEqual([text, false]);
    expect(nonces.isFresh(nonce)).toBe(true);
  });
});
