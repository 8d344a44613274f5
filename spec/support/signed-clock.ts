import { jest } from '@jest/globals';
import { nowSeconds } from './signed-request.js';

/** What goes on as ever while the date stands still: HTTP needs it. */
const REAL = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

/** Stops the date until `jest.useRealTimers()`, so that times of JWTs are judged to the second. */
export function stopDate(): void {
  jest.useFakeTimers({ now: nowSeconds() * 1000, doNotFake: [...REAL] });
}

/** Seconds from now as times of a JWT. */
export function fromNow(seconds: Readonly<Record<string, number>>): Record<string, number> {
  const now = nowSeconds();
  return Object.fromEntries(Object.entries(seconds).map(([claim, away]) => [claim, now + away]));
}
