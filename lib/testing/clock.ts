import type { Awaitable } from '../index.js';

/** A clock that stands still until a test turns it. */
export interface TestClock {
  /** Milliseconds since the epoch, as `memoryStore({ now })` takes it. */
  readonly now: () => number;
  /**
   * Lets seconds pass at once. What was to happen meanwhile happens in its order, each before the next; where something of it fails,
   * this rejects with the reason.
   *
   * @throws RangeError where the seconds are below 0
   */
  advance(seconds: number): Promise<void>;
  /** Has something happen once so many seconds have passed. */
  after(seconds: number, act: () => Awaitable<unknown>): void;
}

/** Something that is to happen. */
interface Planned {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly act: () => Awaitable<unknown>;
}

/**
 * A clock for `memoryStore({ now })`: requests expire, and intervals pass, as a test turns it.
 *
 * It starts at the present moment, since ID tokens and client assertions bear the real time, which it does not change.
 *
 * @example
 * ```ts
 * import { memoryStore } from 'express-ciba';
 * import { testClock } from 'express-ciba/testing';
 *
 * const clock = testClock();
 * const store = memoryStore({ now: clock.now });
 * await clock.advance(300); // what was asked with expires_in 300 has expired
 * ```
 */
export function testClock(): TestClock {
  let time = Date.now();
  let planned: readonly Planned[] = [];
  const takeDue = (until: number): Planned | undefined => {
    const [next] = planned;
    if (next === undefined || next.at > until) return undefined;
    planned = planned.slice(1);
    return next;
  };
  return {
    now: () => time,
    async advance(seconds) {
      const until = time + milliseconds(seconds);
      for (let due = takeDue(until); due !== undefined; due = takeDue(until)) {
        time = due.at;
        await due.act();
      }
      time = until;
    },
    after(seconds, act) {
      // The sort is stable: what is to happen at the same moment happens in the order of planning.
      planned = [...planned, { at: time + milliseconds(seconds), act }].sort((a, b) => a.at - b.at);
    },
  };
}

function milliseconds(seconds: number): number {
  if (seconds >= 0) return seconds * 1000;
  throw new RangeError('a test clock runs forwards: the seconds are a number from 0 on');
}
