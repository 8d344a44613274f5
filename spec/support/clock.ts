/** A clock that a test turns by hand. */
export interface Clock {
  now(): number;
  advance(milliseconds: number): void;
}

/** Starts at a fixed moment. */
export function testClock(start: number = Date.UTC(2026, 0, 1, 12)): Clock {
  let time = start;
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
