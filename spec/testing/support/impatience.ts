import timers from 'node:timers';
import { afterEach, beforeEach, expect, jest } from '@jest/globals';

const { setTimeout: inTime } = timers;

/** Has the kit wait a hundredth of the time that it would wait, so that specs need not. */
export function useImpatience(): void {
  let waited: ReturnType<typeof jest.spyOn>;
  beforeEach(() => {
    waited = jest.spyOn(timers, 'setTimeout').mockImplementation(((act: () => void, ms: number) => {
      expect(ms).toBe(3000);
      return inTime(act, ms / 100);
    }) as never);
  });
  afterEach(() => {
    waited.mockRestore();
  });
}
