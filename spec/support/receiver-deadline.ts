import { jest } from '@jest/globals';

/** Deadlines of one length, which a test lets pass at once; all other timers are real. */
export interface Deadlines {
  /** The option that makes them: seconds that nothing else waits. */
  readonly seconds: number;
  /** Lets those pass that run. */
  pass(): void;
}

/** Catches the timers of that length, until `jest.restoreAllMocks()`. */
export function caughtDeadlines(seconds = 4.321): Deadlines {
  const running: (() => void)[] = [];
  const real = globalThis.setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((late: () => void, ms: number, ...args: []) => {
    if (ms === seconds * 1000) running.push(late);
    return real(late, ms, ...args);
  }) as typeof setTimeout);
  return {
    seconds,
    pass: () => {
      for (const late of running.splice(0)) late();
    },
  };
}
